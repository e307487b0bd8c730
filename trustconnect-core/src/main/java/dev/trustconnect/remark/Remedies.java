package dev.trustconnect.remark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The catalogue's texts: a resource with one paragraph for each concern. */
final class Remedies {
  private static final String RESOURCE = "remedies.txt";
  private static final Map<String, Remedy> ALL = read();

  private Remedies() {}

  static Remedy of(Concern concern) {
    return Objects.requireNonNull(ALL.get(concern.id()), concern.id());
  }

  static Map<String, Remedy> all() {
    return ALL;
  }

  private static Map<String, Remedy> read() {
    Map<String, Remedy> all = new HashMap<>();
    try (InputStream in = Remedies.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, RESOURCE), StandardCharsets.UTF_8))) {
      String id = "";
      Map<String, String> fields = new HashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          all.put(id, remedy(fields));
          fields.clear();
        } else if (line.startsWith("  ")) {
          int colon = line.indexOf(": ");
          fields.put(line.substring(2, colon), line.substring(colon + 2));
        } else {
          id = line;
        }
      }
      all.put(id, remedy(fields));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
    return Map.copyOf(all);
  }

  private static Remedy remedy(Map<String, String> fields) {
    String tags = fields.getOrDefault("tags", "");
    return new Remedy(
        Objects.requireNonNull(fields.get("what")),
        fields.getOrDefault("owner", ""),
        fields.getOrDefault("caller", ""),
        Objects.requireNonNull(fields.get("source")),
        tags.isEmpty() ? List.of() : List.of(tags.split(" ")));
  }
}
