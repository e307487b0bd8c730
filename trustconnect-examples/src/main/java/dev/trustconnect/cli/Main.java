package dev.trustconnect.cli;

import dev.trustconnect.cli.audit.AuditCommand;
import dev.trustconnect.cli.bench.BenchCommand;
import dev.trustconnect.cli.demo.DemoCommand;
import dev.trustconnect.cli.doctor.DoctorCommand;
import dev.trustconnect.cli.explain.ExplainCommand;
import dev.trustconnect.cli.fetch.FetchCommand;
import dev.trustconnect.cli.issued.IssuedCommand;
import dev.trustconnect.cli.lock.LockCommand;
import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.option.SharedOptions;
import dev.trustconnect.cli.policy.PolicyCheckCommand;
import dev.trustconnect.cli.policy.PolicyCommand;
import dev.trustconnect.cli.policy.PolicySuggestCommand;
import dev.trustconnect.cli.probe.ProbeCommand;
import dev.trustconnect.cli.proxy.ProxyCommand;
import dev.trustconnect.cli.resolve.ResolveCommand;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.cli.watch.WatchCommand;
import dev.trustconnect.cli.zone.ZoneCommand;
import dev.trustconnect.path.TrustStoreException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code trustconnect} command line. */
@Command(
    name = "trustconnect",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Proves where a connection leads before anything is sent, and shows the proof.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nBegin with:%n",
    footer = {
      "  trustconnect demo                            attacks, played on this machine alone",
      "  trustconnect resolve www.example.com         what DNSSEC proves about a name",
      "  trustconnect probe https://api.example.com   what an endpoint proves, and pins for it",
      "",
      "'trustconnect COMMAND --help' explains a command, with examples and its exit statuses.",
      "Results go to standard output, everything else to standard error. Colours appear on a",
      "terminal only; NO_COLOR=1 turns them off.",
      "",
      "Exit statuses of every command:",
      "   0  done; what was asked about is in order",
      "   2  the command line or a file it names is wrong, or no command was given",
      "  70  a defect of this program; please report it with what it printed",
      "  74  the output couldn't be written: the disk is full, or its reader has ended"
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before anything is called
  private Main() {}

  /** Runs the command line and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    System.exit(afterWriting(terminal, run(terminal, arguments)));
  }

  /** The status, or {@link ExitStatus#OUTPUT} if the output couldn't be written. */
  static int afterWriting(Terminal terminal, int status) {
    terminal.out().flush();
    if (terminal.out().checkError()) {
      terminal
          .err()
          .println(
              "trustconnect: the output can't be written: the disk is full, or its reader has"
                  + " ended");
      return ExitStatus.OUTPUT;
    }
    return status;
  }

  /** Runs the command line; returns the exit status. */
  public static int run(Terminal terminal, String... arguments) {
    CommandLine commands = new CommandLine(new Main());
    Map<String, Supplier<CommandLine>> known = known(terminal);
    // To read the annotations of all commands takes longer than most commands do.
    if (arguments.length > 0 && known.containsKey(arguments[0])) {
      known.keySet().retainAll(Set.of(arguments[0]));
    }
    known.values().forEach(command -> commands.addSubcommand(command.get()));
    SharedOptions.group(commands);
    commands.setExpandAtFiles(false); // @ is a character like any other in a DNS name
    commands.setOut(writer(terminal.out(), terminal));
    commands.setErr(writer(terminal.err(), terminal));
    commands.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.showsColour() ? Ansi.ON : Ansi.OFF));
    commands.setUsageHelpWidth(100);
    commands.setParameterExceptionHandler((wrong, given) -> complain(terminal, wrong, given));
    commands.setExecutionExceptionHandler(
        (bug, command, given) -> {
          if (bug instanceof TrustStoreException unusable) { // nothing can be checked without it
            terminal.err().println("trustconnect: " + unusable.getMessage());
            return ExitStatus.USAGE;
          }
          terminal.err().println("trustconnect: a defect of this program, please report it:");
          bug.printStackTrace(terminal.err());
          return ExitStatus.BUG;
        });
    return commands.execute(arguments);
  }

  /** The commands by name, in the order of the help. */
  private static Map<String, Supplier<CommandLine>> known(Terminal terminal) {
    Map<String, Supplier<CommandLine>> known = new LinkedHashMap<>();
    known.put("resolve", () -> new CommandLine(new ResolveCommand(terminal)));
    known.put("probe", () -> new CommandLine(new ProbeCommand(terminal)));
    known.put("audit", () -> new CommandLine(new AuditCommand(terminal)));
    known.put("fetch", () -> new CommandLine(new FetchCommand(terminal)));
    known.put("proxy", () -> new CommandLine(new ProxyCommand(terminal)));
    known.put(
        "policy",
        () ->
            new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicyCheckCommand(terminal))
                .addSubcommand(new PolicySuggestCommand(terminal)));
    known.put("issued", () -> new CommandLine(new IssuedCommand(terminal)));
    known.put("zone", () -> new CommandLine(new ZoneCommand(terminal)));
    known.put("lock", () -> new CommandLine(new LockCommand(terminal)));
    known.put("watch", () -> new CommandLine(new WatchCommand(terminal)));
    known.put("doctor", () -> new CommandLine(new DoctorCommand(terminal)));
    known.put("explain", () -> new CommandLine(new ExplainCommand(terminal)));
    known.put("demo", () -> new CommandLine(new DemoCommand(terminal)));
    known.put("bench", () -> new CommandLine(new BenchCommand(terminal)));
    return known;
  }

  private static PrintWriter writer(PrintStream stream, Terminal terminal) {
    return new PrintWriter(new OutputStreamWriter(stream, terminal.charset()), true);
  }

  private static int complain(Terminal terminal, ParameterException wrong, String... given) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    terminal.err().println(command + ": " + ShownText.complaint(complaint(wrong), given));
    terminal.err().println("Try '" + command + " --help'.");
    return ExitStatus.USAGE;
  }

  /** The message; an unknown option is reported first, even if something else is missing too. */
  private static String complaint(ParameterException wrong) {
    List<String> unknown =
        wrong.getCommandLine().getUnmatchedArguments().stream()
            .filter(argument -> argument.startsWith("-") && argument.length() > 1)
            .toList();
    if (unknown.isEmpty()) {
      return String.valueOf(wrong.getMessage());
    }
    List<String> meant =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return (unknown.size() == 1 ? "Unknown option: '" : "Unknown options: '")
        + String.join("', '", unknown)
        + "'"
        + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
  }

  /** Prints the usage and fails, as for a wrong command line: a command is required. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }
}
