package dev.trustconnect.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.terminal.ShownText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages about a wrong command line of {@code fetch} leave out what may be a secret. */
class FetchUsageTest {
  @TempDir private Path folder;

  private Ran wrong(String... more) {
    List<String> all =
        new ArrayList<>(List.of("fetch", "--policy", folder.resolve("none.yaml").toString(), "-o"));
    all.add(folder.resolve("out").toString());
    all.addAll(List.of(more));
    Ran ran = CommandLab.run("", all.toArray(String[]::new));
    assertThat(ran.status()).as(ran.err()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    return ran;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h.example.test/a?token=S3CRET",
        "ftp://user:S3CRET@h.example.test/a",
        "https://user:S3CRET@/a",
        "https://user:S3CRET/x@h:99999/a",
        "https://h.example.test:port/a?a b&token=S3CRET",
        "https://h.example.test:99999/a#S3CRET",
        "https://h exa?token=S3CRET\u001b[31m",
        "h.example.test:99999/a?token=S3CRET",
        "user:S3CRET@h.example.test:99999"
      })
  void tokenInAMalformedUrlIsNotPrinted(String url) {
    for (Ran ran :
        List.of(
            wrong(url),
            wrong("https://ok.example.test/", url),
            wrong(url, "--nonsense"),
            wrong("--doh", url, "https://ok.example.test/"),
            wrong("--doh=" + url, "https://ok.example.test/"))) {
      assertThat(ran.err()).doesNotContain("S3CRET", "\u001b");
    }
    assertThat(wrong("https://h.example.test/a?x", url).err()).contains("Unmatched argument");
  }

  @Test
  void whatIsWrongWithAUrlIsStillNamed() {
    assertThat(wrong("https://h.example.test:99999/?token=S3CRET").err())
        .contains("'https://h.example.test:99999/' isn't an https: URL: Invalid URL port");
    assertThat(wrong("http://h.example.test/").err())
        .contains("'http://h.example.test/' isn't an https: URL; give one");
  }

  @Test
  void maximumTimeIsADuration() {
    for (String text : List.of("0s", "-PT1S", "PT0S", "31d", "soon", "PT800H", "999999999h")) {
      assertThat(wrong("--max-time", text, "https://h.example.test/").err())
          .contains("--max-time", text);
    }
  }

  @Test
  void everyExitStatusIsInTheHelp() {
    String help = CommandLab.run("", "fetch", "--help").out();

    for (var outcome : Fetched.Outcome.values()) {
      assertThat(help).containsPattern("\n +" + outcome.exitStatus() + "  ");
    }
  }

  @Test
  void complaintsNameNoJavaClass() {
    assertThat(
            ShownText.complaint(
                "cannot convert 'x' to Path (java.nio.file.InvalidPathException: no)"))
        .isEqualTo("cannot convert 'x' to Path (no)");
    assertThat(ShownText.complaint("lib.jar and api.example.test stay"))
        .isEqualTo("lib.jar and api.example.test stay");
  }

  @Test
  void textForATerminalHasNothingThatItObeys() {
    assertThat(ShownText.line("a\u001b[2Jb\r\nc\u009bd\u202ee")).isEqualTo("a?[2Jb??c?d?e");
    assertThat(ShownText.line("Ä 漢 ✓")).isEqualTo("Ä 漢 ✓");
  }
}
