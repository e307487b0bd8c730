package dev.trustconnect.cli.explain;

import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trustconnect explain}: a code in words. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Explains the code of a refusal.",
    customSynopsis = "trustconnect explain [OPTION]... [CODE]",
    description = {
      "Says what a code means, what to do, and whether trying again helps. Without CODE it lists"
          + " all codes with what they mean.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect explain pin.not-in-path",
      "      one code",
      "  trustconnect explain path",
      "      every code that begins with 'path.'",
      "  trustconnect explain 'refused api.example.com [pin.not-in-path]: seen …'",
      "      the code in a message, as it was logged",
      "  trustconnect explain --json | jq -r 'select(.temporary).code'",
      "      the codes after which trying again helps",
      "",
      "Exit status:",
      "   0  explained",
      "   2  the command line is wrong, or there is no such code",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class ExplainCommand implements Callable<Integer> {
  private static final Pattern IN_A_MESSAGE = Pattern.compile("\\[([a-z0-9]+\\.[a-z0-9-]+)]");

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CODE",
      description =
          "A code such as upstream.timeout, its first part, or a message that has a code in"
              + " brackets.")
  private @Nullable String code;

  @Option(names = "--json", description = "Print one line of JSON for each code.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before call()
  public ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Explanation> all = Explanations.all();
    List<Explanation> chosen = code == null ? all : chosen(all, code);
    Style style = Style.of(terminal);
    if (json) {
      chosen.forEach(explanation -> terminal.out().println(explanation.json()));
    } else if (code == null) {
      terminal.out().print(listed(all, style));
    } else {
      terminal
          .out()
          .print(chosen.stream().map(one -> one.text(style)).collect(Collectors.joining("\n")));
    }
    terminal.out().flush();
    return 0;
  }

  /** Under a heading for each kind, in the order in which kinds appear first. */
  private static String listed(List<Explanation> all, Style style) {
    Map<String, String> byKind = new LinkedHashMap<>();
    all.forEach(one -> byKind.merge(one.kind(), one.line(style), String::concat));
    return byKind.entrySet().stream()
        .map(kind -> kind.getKey() + "\n" + kind.getValue())
        .collect(Collectors.joining("\n"));
  }

  private List<Explanation> chosen(List<Explanation> all, String typed) {
    Matcher inMessage = IN_A_MESSAGE.matcher(typed);
    String wanted = inMessage.find() ? inMessage.group(1) : typed.strip();
    List<Explanation> found =
        all.stream()
            .filter(one -> one.code().equals(wanted) || one.code().startsWith(wanted + "."))
            .toList();
    if (found.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no code '" + wanted + "'. 'trustconnect explain' lists all" + suggested(all, wanted));
    }
    return found;
  }

  /** Codes that have the same words. */
  private static String suggested(List<Explanation> all, String wanted) {
    List<String> words = List.of(wanted.split("[^a-z0-9]+"));
    String alike =
        all.stream()
            .map(Explanation::code)
            .filter(
                code -> words.stream().anyMatch(word -> word.length() > 3 && code.contains(word)))
            .limit(5)
            .collect(Collectors.joining(", "));
    return alike.isEmpty() ? "" : "; did you mean one of: " + alike + "?";
  }
}
