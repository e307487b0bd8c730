package dev.trustconnect.interop;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row of the table: a question and the verdict we hold to be right.
 *
 * @param name in zone-file syntax, absolute
 * @param type a mnemonic
 * @param expected {@code SECURE}, {@code INSECURE} or {@code BOGUS}
 * @param exceptions what a referee of this name says instead; the table cites the RFC that he
 *     breaks
 */
record ExpectedVerdict(String name, String type, String expected, Map<String, String> exceptions) {
  ExpectedVerdict {
    exceptions = Map.copyOf(exceptions);
  }

  /** Reads {@code NAME TYPE VERDICT} and any number of {@code REFEREE=VERDICT}. */
  static ExpectedVerdict parse(String line) {
    List<String> fields = List.of(line.strip().split("\\s+", -1));
    Map<String, String> exceptions =
        fields.stream()
            .skip(3)
            .map(note -> Arrays.asList(note.split("=", 2)))
            .collect(Collectors.toMap(note -> note.get(0), note -> note.get(1)));
    return new ExpectedVerdict(fields.get(0), fields.get(1), fields.get(2), exceptions);
  }

  /** What the referee is known to say. */
  String expectedOf(String referee) {
    return exceptions.getOrDefault(referee, expected);
  }

  boolean isExcepted(String referee) {
    return exceptions.containsKey(referee);
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
