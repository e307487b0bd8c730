package dev.trustconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page about the command line has every {@code --help}, word for word. Run with {@code
 * -Dtrustconnect.updateApi=true} to rewrite it.
 */
class CommandLineReadmeTest {
  private static final Path PAGE = Path.of("README.md");
  private static final Pattern BLOCK =
      Pattern.compile(
          "```console\n\\$ trustconnect ((?:[a-z]+ )*)--help\n.*?```\n", Pattern.DOTALL);
  private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z]+)  +[A-Z]");

  private static String help(String command) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.removeIf(String::isEmpty);
    arguments.add("--help");
    return CommandLab.run("", arguments.toArray(String[]::new)).out();
  }

  private static String block(MatchResult block) {
    String command = block.group(1);
    return "```console\n$ trustconnect " + command + "--help\n" + help(command) + "```\n";
  }

  @Test
  void pageHasTheHelpOfEveryCommand() throws IOException {
    String page = Files.readString(PAGE);
    String current =
        BLOCK.matcher(page).replaceAll(found -> Matcher.quoteReplacement(block(found)));
    if (Boolean.getBoolean("trustconnect.updateApi")) {
      Files.writeString(PAGE, current);
      page = current;
    }

    assertThat(page).isEqualTo(current);
    List<String> shown =
        BLOCK.matcher(page).results().map(block -> block.group(1).strip()).toList();
    assertThat(shown).containsExactlyElementsOf(commands("", new ArrayList<>(List.of(""))));
  }

  /** The table of exit statuses has those of every help, and no others. */
  @Test
  void tableOfExitStatusesIsThatOfTheHelps() throws IOException {
    String page = Files.readString(PAGE);
    for (String command : commands("", new ArrayList<>())) {
      Matcher row =
          Pattern.compile("(?m)^\\| `" + command + "` \\|(.*)\\|(.*)\\|(.*)\\|(.*)\\|(.*)\\|$")
              .matcher(page);
      assertThat(row.find()).as(command).isTrue();
      List<String> shown = new ArrayList<>();
      for (int status = 0; status <= 3; status++) {
        if (!row.group(status + 1).isBlank()) {
          shown.add(Integer.toString(status));
        }
      }
      Pattern.compile("\\d+")
          .matcher(row.group(5))
          .results()
          .forEach(one -> shown.add(one.group()));
      String help = help(command);
      List<String> said =
          Pattern.compile("(?m)^ {1,3}(\\d+)  |, (143) by")
              .matcher(help.substring(help.indexOf("Exit status:")))
              .results()
              .map(one -> one.group(1) != null ? one.group(1) : one.group(2))
              .filter(one -> !one.equals("70") && !one.equals("74"))
              .toList();
      assertThat(shown).as(command).isEqualTo(said);
    }
  }

  /** The commands that do something, in the order of the lists. */
  private static List<String> commands(String of, List<String> found) {
    String help = help(of);
    if (help.contains("\nCommands:\n")) {
      String list = help.substring(help.indexOf("\nCommands:\n"));
      LISTED
          .matcher(list.substring(0, list.indexOf("\n\n")))
          .results()
          .map(name -> (of + " " + name.group(1)).strip())
          .forEach(name -> commands(name, found));
    } else {
      found.add(of);
    }
    return found;
  }
}
