package dev.trustconnect.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Of 100 mutants 85 are killed, and every one that lives has a written reason in {@code
 * survivors.txt}. Runs after PIT, in the profile {@code mutation}; it is no test of an ordinary
 * build.
 */
class SurvivorsCheck {
  private static final double LEAST_PERCENT = 85;
  private static final Set<String> KILLED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR");

  /** Where it is and what was changed; {@code *} stands for anything. */
  private record Row(Pattern where, Pattern change, String reason) {
    static Row of(String line) {
      String[] parts = line.split(" \\| ", 3);
      assertThat(parts).as(line).hasSize(3);
      return new Row(glob(parts[0]), glob(parts[1]), parts[2]);
    }

    boolean explains(String place, String what) {
      return where.matcher(place).matches() && change.matcher(what).matches();
    }

    private static Pattern glob(String text) {
      return Pattern.compile("\\Q" + text.strip().replace("*", "\\E.*\\Q") + "\\E");
    }
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in = SurvivorsCheck.class.getResourceAsStream("survivors.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }

  /** How many of a package's mutants there are, and how many of them a test notices. */
  private record Tally(int mutants, int killed) {
    Tally and(Tally other) {
      return new Tally(mutants + other.mutants, killed + other.killed);
    }

    double percent() {
      return 100.0 * killed / mutants;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d of %,d killed, %.1f %%", killed, mutants, percent());
    }
  }

  @Test
  void enoughAreKilledAndEveryOneThatLivesHasAReason() throws Exception {
    List<Row> rows = rows();
    Map<String, Tally> tallies = new TreeMap<>();
    Set<String> unexplained = new TreeSet<>();
    for (Element mutant : mutants()) {
      boolean killed = KILLED.contains(mutant.getAttribute("status"));
      String where = where(mutant);
      String change = text(mutant, "description");
      tallies.merge(
          where.substring(0, where.indexOf('.')), new Tally(1, killed ? 1 : 0), Tally::and);
      if (!killed && rows.stream().noneMatch(row -> row.explains(where, change))) {
        unexplained.add(where + " | " + change + " | line " + text(mutant, "lineNumber"));
      }
    }

    tallies.forEach((name, tally) -> System.out.println(name + ": " + tally));
    Tally all = tallies.values().stream().reduce(Tally::and).orElseThrow();
    System.out.println("together: " + all);
    assertThat(unexplained).isEmpty();
    assertThat(all.percent()).isGreaterThanOrEqualTo(LEAST_PERCENT);
  }

  /** Of every report: one for each package that wasn't left out. */
  private static List<Element> mutants() throws Exception {
    List<Path> reports;
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("mutation.reports")))) {
      reports = files.filter(file -> file.endsWith("mutations.xml")).toList();
    }
    List<Element> mutants = new ArrayList<>();
    for (Path report : reports) {
      NodeList found =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("mutation");
      for (int i = 0; i < found.getLength(); i++) {
        mutants.add((Element) found.item(i));
      }
    }
    return mutants;
  }

  /** {@code dnssec.HopJudge.weaker}. */
  private static String where(Element mutant) {
    return text(mutant, "mutatedClass").replaceFirst("^dev\\.trustconnect\\.", "")
        + "."
        + text(mutant, "mutatedMethod");
  }

  private static String text(Element mutant, String tag) {
    return mutant.getElementsByTagName(tag).item(0).getTextContent();
  }
}
