package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.list.CappedLines;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.survey.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the endpoints of a lock stand in its file, which was read successfully before. */
final class LockedPlaces {
  /** A key below {@code endpoints}, quoted or not. */
  private static final Pattern KEY = Pattern.compile("( +)([\"']?)(\\S+?:\\d+)\\2:(?:\\s.*)?");

  private static final int MAX_CHARS = 4 << 20; // a lock has at most 4 MiB

  private final Map<Endpoint, Place> places = new TreeMap<>();

  private LockedPlaces() {}

  /**
   * Blocks on file access.
   *
   * @throws IllegalArgumentException if it has become larger than a lock may be
   */
  static LockedPlaces of(Path file) throws IOException {
    LockedPlaces all = new LockedPlaces();
    try (BufferedReader text = Files.newBufferedReader(file)) {
      CappedLines lines = new CappedLines(text, file.toString(), MAX_CHARS);
      int chars = 0;
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (chars + line.length() > MAX_CHARS) {
          throw new IllegalArgumentException(
              file + ", line " + lines.number() + ": larger than 4 MiB up to here");
        }
        chars += line.length() + 1;
        all.add(line, file.toString(), lines.number());
      }
    }
    return all;
  }

  private void add(String line, String file, int number) {
    Matcher key = KEY.matcher(line);
    if (key.matches()) {
      add(key.group(3), new Place(file, number, key.start(3) + 1, key.end(3) + 1));
    }
  }

  private void add(String key, Place place) {
    try {
      places.putIfAbsent(Endpoint.parse(key), place);
    } catch (IllegalArgumentException other) {
      // a key of another kind, such as one in a comment
    }
  }

  /** Empty if its key is written in a form that isn't recognised. */
  Optional<Place> find(Endpoint endpoint) {
    return Optional.ofNullable(places.get(endpoint));
  }
}
