package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows is what there is. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @TempDir private Path folder;

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1);
  }

  @Test
  void quickStartIsTheOneThatCompiles() throws IOException {
    String source =
        Files.readString(
            Path.of("src", "main", "java", "dev", "trustconnect", "examples", "QuickStart.java"));
    String shown =
        source.substring(
            source.indexOf("// README: begin\n") + "// README: begin\n".length(),
            source.indexOf("    // README: end"));
    assertThat(block("java")).isEqualTo(shown.replaceAll("(?m)^ {4}", ""));
  }

  @Test
  void treeIsWhatResolvePrints() throws IOException {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      String printed = lab.resolve("out.example.test", "A").out();
      assertThat(masked(block("text"))).isEqualTo(masked(printed));
    }
  }

  /** Milliseconds are never the same twice. */
  private static String masked(String tree) {
    return tree.replaceAll("\\d+ ms", "N ms").strip();
  }

  @Test
  void everyOptionOfResolveIsNamed() throws IOException {
    String readme = Files.readString(README);
    List<String> options =
        Pattern.compile("--[a-z-]+")
            .matcher(CommandLab.run("", "resolve", "--help").out())
            .results()
            .map(MatchResult::group)
            .filter(option -> !List.of("--help", "--version").contains(option))
            .distinct()
            .toList();
    assertThat(options).isNotEmpty();
    for (String option : options) {
      assertThat(readme).contains(option);
    }
  }
}
