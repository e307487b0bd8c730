package dev.trustconnect.cli.option;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lists a command's own options first in its help, and those of {@link DnsOptions} under a heading.
 *
 * <p>picocli's own groups would do that too, but they parse differently: an option given twice is
 * either silently accepted or refused with a list of the whole group.
 */
public final class SharedOptions {
  private static final String HEADING = "Name resolution:";

  private SharedOptions() {}

  /** Applies this to the help of a command and its subcommands. */
  public static void group(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, SharedOptions::list);
    command.getSubcommands().values().forEach(SharedOptions::group);
  }

  private static String list(Help help) {
    List<OptionSpec> shared =
        help.commandSpec().mixins().values().stream()
            .filter(mixin -> mixin.userObject() instanceof DnsOptions)
            .flatMap(mixin -> mixin.options().stream())
            .toList();
    List<OptionSpec> own = new ArrayList<>(help.commandSpec().options());
    own.removeIf(option -> shared.stream().anyMatch(other -> isSame(option, other)));
    return shared.isEmpty()
        ? listed(help, own)
        : listed(help, own) + String.format("%n%s%n", HEADING) + listed(help, shared);
  }

  private static boolean isSame(OptionSpec one, OptionSpec other) {
    return one.longestName().equals(other.longestName());
  }

  /** These options, in the columns of the help. */
  private static String listed(Help help, List<OptionSpec> options) {
    Layout layout = help.createDefaultLayout();
    layout.addOptions(options, help.parameterLabelRenderer());
    return layout.toString();
  }
}
