package dev.trustconnect.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
  private static final Path REASONS =
      Path.of("../trustconnect-core/src/main/resources/dev/trustconnect/finding/reasons.txt");
  private static final Path DECLARATIONS =
      Path.of("../trustconnect-core/src/main/java/dev/trustconnect/finding/Reason.java");

  private static Ran explain(String... arguments) {
    return CommandLab.run(
        "", Stream.concat(Stream.of("explain"), Stream.of(arguments)).toArray(String[]::new));
  }

  /**
   * The resource has the Javadoc of {@link Reason}, word for word. Run with {@code
   * -Dtrustconnect.updateApi=true} to rewrite it.
   */
  @Test
  void textsAreThoseOfTheJavadoc() throws IOException {
    Map<String, String> javadoc =
        Pattern.compile("\n  /\\*\\* ([^\n]+) \\*/\n  \\w+\\(\"([^\"]+)\"")
            .matcher(Files.readString(DECLARATIONS))
            .results()
            .collect(
                Collectors.toMap(
                    line -> line.group(2),
                    line -> line.group(1).replaceAll("\\{@code (.*?)}", "$1")));
    String text =
        Stream.of(Reason.values())
            .map(reason -> reason.code() + " " + javadoc.get(reason.code()) + "\n")
            .collect(Collectors.joining());
    if (Boolean.getBoolean("trustconnect.updateApi")) {
      Files.writeString(REASONS, text);
    }

    assertThat(Files.readString(REASONS)).isEqualTo(text);
  }

  @Test
  void everyCodeOfTheLibraryAndTheProxyIsExplained() throws IOException {
    Set<String> codes =
        Stream.of(Reason.values()).map(Reason::code).collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/trustconnect/cli/proxy"))) {
      for (Path source : sources.toList()) {
        Pattern.compile("\"(proxy\\.[a-z-]+)\"")
            .matcher(Files.readString(source))
            .results()
            .forEach(literal -> codes.add(literal.group(1)));
      }
    }

    List<JsonNode> explained = explain("--json").json();

    assertThat(explained)
        .extracting(line -> line.get("code").asText())
        .containsExactlyInAnyOrderElementsOf(codes);
    assertThat(explained)
        .allSatisfy(
            line -> {
              assertThat(line.get("meaning").asText()).matches("[A-Z].+[.]");
              assertThat(line.get("remedy").asText()).matches("[A-Z].+[.]");
              assertThat(line.get("temporary").asBoolean())
                  .isEqualTo(line.get("remedy").asText().contains(Explanations.TEMPORARY));
            });
  }

  @Test
  void oneCodeSaysWhatToDoAndWhetherTryingAgainHelps() {
    assertThat(explain("upstream.timeout").out())
        .isEqualTo(
            """
            upstream.timeout  UNAVAILABLE
              means   The upstream didn't answer in time.
              do      Try again later; check that port 443 to it is open.
              retry   helps, later
              EDE     22 (RFC 8914)
            """);
    assertThat(explain("pin.not-in-path").out())
        .contains("pin.not-in-path  PIN\n", "retry   won't help\n")
        .doesNotContain("EDE");
  }

  @Test
  void codeIsFoundInAMessage() {
    String message = "java.io.IOException: refused a.test:443 [pin.not-in-path]: seen x; wanted y";

    assertThat(explain(message).out()).isEqualTo(explain("pin.not-in-path").out());
  }

  @Test
  void firstPartOfACodeStandsForAllThatBeginWithIt() {
    assertThat(explain("--json", "pin").json())
        .extracting(line -> line.get("code").asText())
        .containsExactly("pin.not-in-path", "pin.expired", "pin.expires-soon", "pin.none");
  }

  @Test
  void withoutACodeEachHasOneLineUnderItsKind() {
    String out = explain().out();

    assertThat(out).contains("BOGUS\n  dnssec.signature-expired ", "\nPROXY\n");
    assertThat(out.lines().filter(line -> line.matches("[A-Z]+"))).doesNotHaveDuplicates();
    assertThat(out.lines().filter(line -> line.startsWith("  ")))
        .hasSize(explain("--json").json().size())
        .allMatch(line -> line.length() <= 120);
  }

  @Test
  void unknownCodeIsAMistakeWithASuggestion() {
    Ran ran = explain("pin.not-in-chain");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("trustconnect explain: no code 'pin.not-in-chain'.")
        .contains("dnssec.alias-chain-too-long");
    assertThat(explain("").status()).isEqualTo(2);
  }
}
