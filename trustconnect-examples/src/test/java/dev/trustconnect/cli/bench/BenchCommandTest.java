package dev.trustconnect.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.bench.AbsentException;
import dev.trustconnect.bench.Bar;
import dev.trustconnect.bench.Benchmark;
import dev.trustconnect.bench.Benchmarks;
import dev.trustconnect.bench.Figure;
import dev.trustconnect.bench.Row;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command around the benchmarks; the figures aren't checked here. */
class BenchCommandTest {
  private static Row row(double figure, Bar bar) {
    return new Row(
        "made-up",
        "some work",
        new Figure(13, "ms"),
        "the peer",
        new Figure(10, "ms"),
        new Figure(figure, "×"),
        bar,
        "a note");
  }

  @Test
  void listNamesEveryBenchmarkOnce() throws IOException {
    CommandLab.Ran ran = CommandLab.run("", "bench", "--list");
    assertThat(ran.status()).isZero();
    assertThat(ran.out().lines()).hasSameSizeAs(Benchmarks.ALL).doesNotHaveDuplicates();
    assertThat(ran.out())
        .contains(Benchmarks.ALL.stream().map(Benchmark::name).toArray(String[]::new));
  }

  @Test
  void helpTeaches() throws IOException {
    assertThat(CommandLab.run("", "bench", "--help").out())
        .contains("--rtt", "--quick", "--growth", "Exit status", "trustconnect bench --quick cold");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "nonsense, no benchmark 'nonsense'. There are: cold",
        "--rtt=2s, --rtt is a distance above 0 and up to 1s",
        "--rtt=soon, 'soon' isn't a duration",
        "--fast, Unknown option: '--fast'"
      })
  void mistakeIsReportedAndNothingIsMeasured(String argument, String complaint) throws IOException {
    CommandLab.Ran ran = CommandLab.run("", "bench", argument);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(complaint);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void cheapestBenchmarkRunsAndItsQuestionsAreCounted() throws IOException {
    CommandLab.Ran ran =
        CommandLab.run("", "bench", "--quick", "--rtt", "1ms", "--json", "coalesce");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    JsonNode line = new ObjectMapper().readTree(ran.out());
    assertThat(line.get("bench").asText()).isEqualTo("coalesce");
    assertThat(line.get("ours").get("value").asInt())
        .isEqualTo(line.get("theirs").get("value").asInt())
        .isPositive();
    assertThat(line.get("bar").asText()).isEqualTo("≤ 1×");
    assertThat(line.get("met").asBoolean()).isTrue();
  }

  @Test
  void rowOverItsBarSaysSo() {
    Style plain = new Style(false, true);
    assertThat(new BenchTable(plain).line(row(1.3, Bar.atMost(1.2, "×"))))
        .contains("13 ms", "the peer", "10 ms", "1.30×", "≤ 1.2×", "NOT MET", "a note");
    assertThat(new BenchTable(plain).line(row(1.3, Bar.atMost(1.3, "×"))))
        .contains("met")
        .doesNotContain("NOT");
    assertThat(new BenchTable(plain).line(row(4.9, Bar.atLeast(5, "×")))).contains("NOT MET");
    assertThat(new BenchTable(plain).line(row(99, Bar.STATED)))
        .contains("stated")
        .doesNotContain("met");
    assertThat(new BenchTable(plain).line(row(1, Bar.STATED))).doesNotContain("\u001b");
    assertThat(new BenchTable(new Style(true, true)).line(row(1.3, Bar.atMost(1.2, "×"))))
        .contains("\u001b[1;31mNOT MET");
  }

  @Test
  void failedBenchmarkIsReportedAndTheNextOneRuns() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Benchmark broken =
        new Benchmark(
            "broken",
            "breaks",
            (setting, rows) -> {
              throw new IllegalStateException("no such luck");
            });
    Benchmark fine =
        new Benchmark("fine", "runs", (setting, rows) -> rows.accept(row(1, Bar.STATED)));
    int status =
        new CommandLine(
                new BenchCommand(CommandLab.terminal(out, err), () -> List.of(broken, fine)))
            .execute();

    assertThat(status).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("broken: java.lang.IllegalStateException: no such luck");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("some work");
  }

  /** The runnable jar has no frameworks, and a run of everything doesn't fail for that. */
  @Test
  void benchmarkOfWhatIsAbsentFailsOnlyWhereItIsNamed() {
    Benchmark absent =
        new Benchmark(
            "absent",
            "has nothing to measure",
            (setting, rows) -> {
              throw new AbsentException("not on the class path", new ClassNotFoundException());
            });
    for (String[] names : new String[][] {{}, {"absent"}}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int status =
          new CommandLine(new BenchCommand(CommandLab.terminal(out, err), () -> List.of(absent)))
              .execute(names);

      assertThat(status).isEqualTo(names.length);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .isEqualToIgnoringNewLines("trustconnect bench: absent: not on the class path");
    }
  }

  @Test
  void growthIsDrawnAsSvg(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("growth.svg");
    CommandLab.Ran ran =
        CommandLab.run("", "bench", "--growth-to", "100", "--growth", file.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(Files.readString(file)).startsWith("<?xml").contains("<svg", "</svg>");
    assertThat(CommandLab.run("", "bench", "--growth", folder.resolve("no/where.svg").toString()))
        .satisfies(
            refused -> {
              assertThat(refused.status()).isEqualTo(2);
              assertThat(refused.err()).contains("no folder");
            });
  }
}
