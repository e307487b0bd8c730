package dev.trustconnect.cli;

import dev.trustconnect.cli.bench.BenchCommand;
import dev.trustconnect.cli.demo.DemoCommand;
import dev.trustconnect.cli.fetch.FetchCommand;
import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.probe.ProbeCommand;
import dev.trustconnect.cli.proxy.ProxyCommand;
import dev.trustconnect.cli.resolve.ResolveCommand;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.path.TrustStoreException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
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
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what can be proven about an endpoint.",
    footer = {"", "Begin with:  trustconnect demo"})
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before anything is called
  private Main() {}

  /** Runs the command line and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    System.exit(told(terminal, run(terminal, arguments)));
  }

  /** The status, unless what was found couldn't be written where it should go. */
  static int told(Terminal terminal, int status) {
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
    commands.addSubcommand(new BenchCommand(terminal));
    commands.addSubcommand(new DemoCommand(terminal));
    commands.addSubcommand(new FetchCommand(terminal));
    commands.addSubcommand(new ProbeCommand(terminal));
    commands.addSubcommand(new ProxyCommand(terminal));
    commands.addSubcommand(new ResolveCommand(terminal));
    commands.setExpandAtFiles(false); // @ is a character like any other in a DNS name
    commands.setOut(writer(terminal.out(), terminal));
    commands.setErr(writer(terminal.err(), terminal));
    commands.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.showsColour() ? Ansi.ON : Ansi.OFF));
    commands.setUsageHelpWidth(100);
    commands.setParameterExceptionHandler((wrong, given) -> complain(terminal, wrong, given));
    commands.setExecutionExceptionHandler(
        (bug, command, given) -> {
          if (bug instanceof TrustStoreException unusable) { // nothing can be judged without it
            terminal.err().println("trustconnect: " + unusable.getMessage());
            return ExitStatus.USAGE;
          }
          terminal.err().println("trustconnect: a defect of this program, please report it:");
          bug.printStackTrace(terminal.err());
          return ExitStatus.BUG;
        });
    return commands.execute(arguments);
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

  /** An option nobody knows is the mistake, whatever else is missing because of it. */
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

  /** Without a subcommand there is nothing to do. */
  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "what to do? There are: bench, demo, fetch, probe, proxy, resolve");
  }
}
