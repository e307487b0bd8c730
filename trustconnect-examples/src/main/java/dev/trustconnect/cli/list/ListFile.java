package dev.trustconnect.cli.list;

import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.survey.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of endpoints, one {@code host[:port]} or {@code https:} URL per line. Empty lines and what
 * follows a {@code #} are skipped. An endpoint that is listed twice counts once.
 *
 * @param targets those of the good lines, in their order
 * @param problems what is wrong with each bad line, with the file and the line's number
 */
public record ListFile(List<Target> targets, List<String> problems) {
  private static final int MAX_LINE_CHARS = 4096;
  private static final int MAX_TARGETS = 100_000;

  public ListFile {
    targets = List.copyOf(targets);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the whole file.
   *
   * @param file its path, or {@code -} for {@code standardInput}, which has no places
   * @throws IllegalArgumentException if it has too many lines or no endpoint and no bad line
   */
  public static ListFile read(String file, InputStream standardInput) throws IOException {
    boolean isFile = !file.equals("-");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                isFile ? Files.newInputStream(Path.of(file)) : standardInput,
                StandardCharsets.UTF_8.newDecoder()))) {
      return parse(lines, isFile ? file : "standard input", isFile);
    }
  }

  private static ListFile parse(BufferedReader lines, String source, boolean hasPlaces)
      throws IOException {
    Map<Endpoint, Target> targets = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.replaceFirst("(^|\\s)#.*$", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      int column = line.indexOf(text) + 1;
      Place place = new Place(source, number, column, column + text.length());
      try {
        Endpoint endpoint = endpoint(text);
        targets.putIfAbsent(endpoint, new Target(endpoint, hasPlaces ? place : null));
      } catch (IllegalArgumentException malformed) {
        problems.add(source + ", line " + number + ": " + ShownText.line(wrong(malformed)));
      }
      if (targets.size() + problems.size() > MAX_TARGETS) {
        throw new IllegalArgumentException(source + ": more than " + MAX_TARGETS + " endpoints");
      }
    }
    if (targets.isEmpty() && problems.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": no endpoint in it; a line is host[:port] or an https: URL");
    }
    return new ListFile(List.copyOf(targets.values()), problems);
  }

  private static Endpoint endpoint(String text) {
    if (text.length() > MAX_LINE_CHARS) {
      throw new IllegalArgumentException("a line is host[:port] or an https: URL");
    }
    return Endpoint.parse(text);
  }

  private static String wrong(IllegalArgumentException malformed) {
    return String.valueOf(malformed.getMessage());
  }
}
