package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.list.Place;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
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
  private static final Pattern HOST = Pattern.compile("\\bhost:\\s*[\"']?([^\\s\"',}#]+)");

  private final List<Line> lines;

  private record Line(HostPattern hosts, Place place) {}

  private PolicyLines(List<Line> lines) {
    this.lines = lines;
  }

  /** Those of a file that was accepted as a policy file. */
  static PolicyLines of(Path file) throws IOException {
    List<Line> found = new ArrayList<>();
    List<String> text = Files.readAllLines(file);
    for (int i = 0; i < text.size(); i++) {
      Matcher named = HOST.matcher(text.get(i));
      while (named.find() && !text.get(i).substring(0, named.start()).contains("#")) {
        int column = named.start(1) + 1;
        Place place = new Place(file.toString(), i + 1, column, column + named.group(1).length());
        pattern(named.group(1)).ifPresent(hosts -> found.add(new Line(hosts, place)));
      }
    }
    found.sort(Comparator.comparing(line -> line.hosts().isWildcard())); // an exact one is closer
    return new PolicyLines(found);
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
