package dev.trustconnect.cli.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

class BatchTest {
  @TempDir private Path folder;

  @Test
  void eachQuestionGetsOneLineInItsPlace() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add(i % 3 == 0 ? "www.example.test A" : "n" + i + ".wild.example.test.\tAAAA ");
      expected.add(i % 3 == 0 ? "www.example.test. A" : "n" + i + ".wild.example.test. AAAA");
    }
    Path file = Files.write(folder.resolve("names.txt"), lines);
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      Ran ran = lab.resolve("--batch", file.toString());
      assertThat(ran.status()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.json())
          .extracting(line -> line.get("name").asText() + " " + line.get("type").asText())
          .containsExactlyElementsOf(expected);
      assertThat(ran.json())
          .allSatisfy(line -> assertThat(line.get("verdict").asText()).isEqualTo("SECURE"));
    }
  }

  @Test
  void oneResolverAsksTheChainOnce() {
    String input =
        String.join(
            "\n", IntStream.range(0, 50).mapToObj(i -> "n" + i + ".example.test A").toList());
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      assertThat(lab.resolveFrom(input, "--batch", "-").status()).isZero();
      assertThat(lab.doh().questions().stream().filter(". DNSKEY"::equals)).hasSize(1);
      assertThat(lab.doh().questions().stream().filter("example.test. DNSKEY"::equals)).hasSize(1);
    }
  }

  @Test
  void bogusIsAnAnswerToo() {
    try (CommandLab lab = CommandLab.open(folder, Harm.dropRrsigs("www.example.test", Type.A))) {
      Ran ran = lab.resolveFrom("www.example.test A\nwww.example.test AAAA\n", "--batch", "-");
      assertThat(ran.status()).isZero();
      assertThat(ran.json())
          .extracting(line -> line.get("verdict").asText())
          .containsExactly("BOGUS", "SECURE");
    }
  }

  @Test
  void unansweredQuestionsExitThreeAndHaveTheirLines() {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      lab.doh().fails(Fault.PARK);
      Ran ran =
          lab.resolveFrom(
              "a.example.test A\nb.example.test A", "--timeout", "200ms", "--batch", "-");
      assertThat(ran.status()).isEqualTo(3);
      assertThat(ran.json())
          .hasSize(2)
          .allSatisfy(
              line -> {
                assertThat(line.get("verdict").asText()).isEqualTo("INDETERMINATE");
                assertThat(line.get("rcode").isNull()).isTrue();
                assertThat(line.get("hops")).isNotEmpty();
              });
    }
  }

  @Test
  void emptyLinesAndCommentsAreNoQuestions() {
    try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
      Ran ran =
          lab.resolveFrom("\n; a comment\r\n  www.example.test  A \r\n\n. SOA", "--batch", "-");
      assertThat(ran.status()).isZero();
      assertThat(ran.json())
          .extracting(line -> line.get("name").asText())
          .containsExactly("www.example.test.", ".");
    }
  }

  @Test
  void mistakeInTheLastLineIsReportedBeforeAnyQuestion() {
    for (String last : List.of("www..example.test A", "www.example.test", "a b c", "x NOTYPE")) {
      try (CommandLab lab = CommandLab.open(folder, Harm.none())) {
        Ran ran = lab.resolveFrom("www.example.test A\n\n" + last + "\n", "--batch", "-");
        assertThat(ran.status()).as(last).isEqualTo(2);
        assertThat(ran.out()).as(last).isEmpty();
        assertThat(ran.err()).as(last).contains("standard input, line 3: ");
        assertThat(lab.doh().requests()).as(last).isEmpty();
      }
    }
  }
}
