package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.cli.option.InstantText;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trustconnect policy check}: shows whether a file is accepted and what it requires. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Says whether a policy file is accepted, and what it requires.",
    customSynopsis = "trustconnect policy check [OPTION]... FILE",
    description = {
      "Reads a policy file and the PEM files it names, as an application would at startup. Prints"
          + " what each entry requires, or every problem with its line and column and what to write"
          + " instead. Nothing is asked or connected to: 'trustconnect probe --policy FILE URL'"
          + " shows whether an endpoint passes.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect policy check policies.yaml",
      "      is it accepted?",
      "  trustconnect policy check --host api.example.com policies.yaml",
      "      which entry covers this host, and what does it require?",
      "  trustconnect policy check --json policies.yaml | jq '.problems'",
      "      one line of JSON",
      "",
      "Exit status:",
      "   0  the file is accepted, and so is every --host",
      "   1  the file isn't accepted, or profile STRICT refuses a --host",
      "   2  the command line is wrong, or the file can't be read",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class PolicyCheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Show what is required for this host. Given several times: for each.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description = "Warn of pins that are due at this time instead of now.")
  private @Nullable Instant at;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "FILE", description = "A policy file.")
  private Path file;

  @SuppressWarnings("NullAway.Init") // picocli sets spec and parameters before call()
  public PolicyCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<HostName> named = hosts.stream().map(this::host).toList();
    CheckedFile checked = checked(named);
    terminal
        .out()
        .print(
            json
                ? CheckedJson.of(checked) + System.lineSeparator()
                : new CheckedText(Style.of(terminal)).render(checked));
    terminal.out().flush();
    return checked.isAccepted() ? 0 : 1;
  }

  private CheckedFile checked(List<HostName> named) {
    try {
      return CheckedFile.accepted(file.toString(), PolicyFile.read(file), named, now());
    } catch (PolicyFileException wrong) {
      return CheckedFile.rejected(file.toString(), wrong.problems());
    } catch (IOException unreadable) {
      throw wrong(file + ": " + FileTrouble.inWords(unreadable));
    }
  }

  private Instant now() {
    Instant given = at;
    return given == null ? InstantSource.system().instant() : given;
  }

  private HostName host(String text) {
    try {
      return HostName.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw wrong("--host: " + malformed.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
