package dev.trustconnect.cli.list;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an endpoint stands in a file. Lines and columns count from 1; the end is exclusive.
 *
 * @param file as given on the command line
 */
public record Place(String file, int line, int column, int endColumn) {
  /** The file, relative to the working folder, as a URI; empty if it is elsewhere. */
  public Optional<String> uri() {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path absolute = here.resolve(file).normalize();
    if (!absolute.startsWith(here)) {
      return Optional.empty();
    }
    List<String> segments = new ArrayList<>();
    here.relativize(absolute).forEach(segment -> segments.add(encoded(segment.toString())));
    return Optional.of(String.join("/", segments));
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Writes {@code physicalLocation} as SARIF 2.1.0 has it, with the four numbers that GitHub
   * requires.
   *
   * @throws java.util.NoSuchElementException if the file isn't below the working folder
   */
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri().orElseThrow());
    json.writeEndObject();
    json.writeObjectFieldStart("region");
    json.writeNumberField("startLine", line);
    json.writeNumberField("startColumn", column);
    json.writeNumberField("endLine", line);
    json.writeNumberField("endColumn", endColumn);
    json.writeEndObject();
    json.writeEndObject();
  }
}
