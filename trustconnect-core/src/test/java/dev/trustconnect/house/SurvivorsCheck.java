package dev.trustconnect.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Every mutant that no test kills has a written reason in {@code survivors.txt}. Runs after PIT, in
 * the profile {@code mutation}; it is no test of an ordinary build.
 */
class SurvivorsCheck {
  private static final Set<String> KILLED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR");

  /** Where it is and what was changed; {@code *} stands for anything. */
  private record Row(Pattern where, Pattern change, String reason) {
    static Row of(String line) {
      String[] parts = line.split(" \\| ", 3);
      assertThat(parts).as(line).hasSize(3);
      return new Row(glob(parts[0]), glob(parts[1]), parts[2]);
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

  @Test
  void everyMutantThatLivesHasAReason() throws Exception {
    NodeList mutants =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(System.getProperty("mutation.report")).toFile())
            .getElementsByTagName("mutation");
    List<Row> rows = rows();
    Set<String> unexplained = new TreeSet<>();
    List<String> explained = new ArrayList<>();
    for (int i = 0; i < mutants.getLength(); i++) {
      Element mutant = (Element) mutants.item(i);
      if (!KILLED.contains(mutant.getAttribute("status"))) {
        String where = where(mutant);
        String change = text(mutant, "description");
        boolean isKnown =
            rows.stream()
                .anyMatch(
                    row ->
                        row.where.matcher(where).matches() && row.change.matcher(change).matches());
        (isKnown ? explained : unexplained)
            .add(where + " | " + change + " | line " + text(mutant, "lineNumber"));
      }
    }
    System.out.printf(
        "%d mutants, %d live, %d of them without a reason%n",
        mutants.getLength(), explained.size() + unexplained.size(), unexplained.size());
    assertThat(mutants.getLength()).isPositive();
    assertThat(unexplained).isEmpty();
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
