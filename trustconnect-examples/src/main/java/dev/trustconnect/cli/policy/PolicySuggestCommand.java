package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.lock.LockFileException;
import dev.trustconnect.lock.TrustLock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trustconnect policy suggest}: a draft of a policy file from audit logs. */
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Drafts a policy file from the audit log of a roll-out that only reports.",
    customSynopsis = "trustconnect policy suggest [OPTION]... --audit FILE...",
    description = {
      "Reads audit logs in JSON Lines and writes a policy file for the hosts in them: an entry for"
          + " each host that something was let through for, with profile STRICT, and a comment on"
          + " each line that says how often and when it was seen. Real and reported refusals are"
          + " noted beside it. Review it before use: not everything that happened should be"
          + " allowed. Nothing secret is in a log or in the draft.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect policy suggest --audit audit.jsonl > policies.yaml",
      "      a draft",
      "  trustconnect policy suggest --audit audit.jsonl --lock trustconnect.lock",
      "      with what a lock knows of the same hosts",
      "  trustconnect policy suggest --audit audit-1.jsonl audit-2.jsonl -o policies.yaml",
      "      from two logs; the file is written completely or not at all",
      "",
      "Exit status:",
      "   0  the draft is there; lines that couldn't be used are counted on standard error",
      "   2  the command line is wrong, a log or lock can't be read, or it has no decision of a"
          + " gate",
      "  70  as for every command, see 'trustconnect --help'",
      "  74  the draft can't be written"
    })
public final class PolicySuggestCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final UnaryOperator<Consumer<AuditLine>> around;

  @Spec private CommandSpec spec;

  @Option(
      names = "--audit",
      paramLabel = "FILE",
      arity = "1..*",
      required = true,
      description = "An audit log in JSON Lines, as AuditSink.jsonLines writes it.")
  private List<Path> logs = new ArrayList<>();

  @Option(
      names = "--lock",
      paramLabel = "LOCK",
      description =
          "Take SECURE verdicts, the owners of aliases and the roots of paths from this lock too,"
              + " for the hosts of the logs.")
  private @Nullable Path lock;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Write the draft to this file instead of standard output.")
  private @Nullable Path output;

  public PolicySuggestCommand(Terminal terminal) {
    this(terminal, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param around may replace what collects the events
   */
  @SuppressWarnings("NullAway.Init") // picocli sets spec and options before call()
  PolicySuggestCommand(Terminal terminal, UnaryOperator<Consumer<AuditLine>> around) {
    this.terminal = terminal;
    this.around = around;
  }

  @Override
  public Integer call() {
    StackTraces traces = new StackTraces(terminal, "trustconnect policy suggest");
    AuditLog log = new AuditLog(traces::print);
    SeenHosts seen = new SeenHosts();
    Consumer<AuditLine> events = around.apply(seen::add);
    for (Path file : logs) {
      try {
        log.read(file, events);
      } catch (IOException unreadable) {
        throw wrong(ShownText.line(file + ": ") + FileTrouble.inWords(unreadable));
      }
    }
    report(log);
    if (seen.all.times() == 0) {
      throw wrong(
          "no decision of a gate in "
              + (logs.size() == 1 ? "this log" : "these logs")
              + ", in "
              + log.used()
              + " events: log some traffic first, with AuditSink.jsonLines");
    }
    List<String> files = new ArrayList<>(logs.stream().map(Path::toString).toList());
    if (lock != null) {
      files.add(lock.toString());
    }
    String yaml = Suggestion.of(seen, files, locked());
    requireReadable(yaml);
    return written(yaml);
  }

  private TrustLock locked() {
    Path file = lock;
    if (file == null) {
      return TrustLock.empty();
    }
    try {
      return TrustLock.read(file);
    } catch (LockFileException malformed) { // its message names the file and the place
      throw wrong("--lock " + malformed.getMessage());
    } catch (IOException unreadable) {
      throw wrong("--lock " + ShownText.line(file + ": ") + FileTrouble.inWords(unreadable));
    }
  }

  private void report(AuditLog log) {
    if (log.unusable() > 0) {
      log.firstUnusable()
          .forEach(place -> terminal.err().println("trustconnect policy suggest: " + place));
      terminal
          .err()
          .println(
              "trustconnect policy suggest: "
                  + log.unusable()
                  + (log.unusable() == 1 ? " line" : " lines")
                  + " couldn't be used; "
                  + log.used()
                  + " could");
    }
  }

  /** A draft that isn't a policy file is a defect of this program. */
  private static void requireReadable(String yaml) {
    try {
      PolicyFile unused =
          PolicyFile.read(
              new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "the draft");
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory can be read", impossible);
    }
  }

  private int written(String yaml) {
    Path file = output;
    if (file == null) {
      terminal.out().print(yaml);
      terminal.out().flush();
      return 0;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try {
        Files.writeString(part, yaml, StandardOpenOption.CREATE_NEW);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException occupied) { // not ours: it stays
        throw occupied;
      } catch (IOException failed) {
        Files.deleteIfExists(part);
        throw failed;
      }
    } catch (IOException unwritable) {
      terminal
          .err()
          .println(
              "trustconnect policy suggest: -o "
                  + ShownText.line(file.toString())
                  + ": "
                  + trouble(part, unwritable));
      return ExitStatus.OUTPUT;
    }
    return 0;
  }

  private static String trouble(Path part, IOException unwritable) {
    return unwritable instanceof FileAlreadyExistsException
        ? ShownText.line(part.toString()) + " is in the way; remove it"
        : ShownText.line(FileTrouble.inWords(unwritable));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
