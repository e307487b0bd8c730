package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.cli.option.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trustconnect policy}: the commands for policy files. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "Checks or drafts a policy file; nothing is asked or connected to.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect policy check policies.yaml",
      "      is it accepted? If not: every problem with its line",
      "  trustconnect policy suggest --audit audit.jsonl",
      "      a draft from the audit log of a roll-out that only reports",
      "",
      "Exit status:",
      "   0  see 'trustconnect policy COMMAND --help'",
      "   2  the command line is wrong, or COMMAND is missing",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class PolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before call()
  public PolicyCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }
}
