package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.list.CappedLines;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a policy file that name hosts. */
final class PolicyLines {
  private static final int MAX_CHARS = 1 << 20; // a policy file has at most 1 MiB

  private static final Pattern HOST = Pattern.compile("\\bhost:\\s*[\"']?([^\\s\"',}#]+)");

  private final List<Line> lines;

  private record Line(HostPattern hosts, Place place) {}

  private PolicyLines(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Those of a file that was accepted as a policy file.
   *
   * @throws IllegalArgumentException if it has become larger than a policy file may be
   */
  static PolicyLines of(Path file) throws IOException {
    List<Line> found = new ArrayList<>();
    try (BufferedReader text = Files.newBufferedReader(file)) {
      CappedLines lines = new CappedLines(text, file.toString(), MAX_CHARS);
      int chars = 0;
      for (String line = lines.next(); line != null; line = lines.next()) {
        chars += line.length() + 1;
        if (chars > MAX_CHARS) {
          throw new IllegalArgumentException(
              file + ", line " + lines.number() + ": larger than 1 MiB up to here");
        }
        add(line, file.toString(), lines.number(), found);
      }
    }
    found.sort(Comparator.comparing(line -> line.hosts().isWildcard())); // an exact one is closer
    return new PolicyLines(found);
  }

  private static void add(String line, String file, int number, List<Line> found) {
    Matcher named = HOST.matcher(line);
    while (named.find() && !line.substring(0, named.start()).contains("#")) {
      int column = named.start(1) + 1;
      Place place = new Place(file, number, column, column + named.group(1).length());
      pattern(named.group(1)).ifPresent(hosts -> found.add(new Line(hosts, place)));
    }
  }

  private static Optional<HostPattern> pattern(String text) {
    try {
      return Optional.of(HostPattern.parse(text));
    } catch (IllegalArgumentException somethingElse) {
      return Optional.empty(); // such as a field of another part of the file
    }
  }

  /** Where the file names {@code host}, or a pattern that matches it. */
  Optional<Place> find(HostName host) {
    return lines.stream().filter(line -> line.hosts().matches(host)).map(Line::place).findFirst();
  }
}
