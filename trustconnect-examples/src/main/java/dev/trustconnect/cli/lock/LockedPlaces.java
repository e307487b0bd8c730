package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.list.Place;
import dev.trustconnect.survey.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the endpoints of a lock stand in its file, which was read successfully before. */
final class LockedPlaces {
  /** A key below {@code endpoints}, quoted or not. */
  private static final Pattern KEY = Pattern.compile("( +)([\"']?)(\\S+?:\\d+)\\2:(?:\\s.*)?");

  private final Map<Endpoint, Place> places = new TreeMap<>();

  private LockedPlaces() {}

  /** Blocks on file access. */
  static LockedPlaces of(Path file) throws IOException {
    LockedPlaces all = new LockedPlaces();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher key = KEY.matcher(lines.get(i));
      if (key.matches()) {
        all.add(key.group(3), new Place(file.toString(), i + 1, key.start(3) + 1, key.end(3) + 1));
      }
    }
    return all;
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
