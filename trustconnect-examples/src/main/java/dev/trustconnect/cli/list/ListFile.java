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
   * @throws IllegalArgumentException if it has too many lines, one of more than 4,096 characters,
   *     or no endpoint and no bad line
   */
  public static ListFile read(String file, InputStream standardInput) throws IOException {
    boolean isFile = !file.equals("-");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                isFile ? Files.newInputStream(Path.of(file)) : standardInput,
                StandardCharsets.UTF_8.newDecoder()))) {
      String source = isFile ? file : "standard input";
      return parse(new CappedLines(lines, source, MAX_LINE_CHARS), source, isFile);
    }
  }

  private static ListFile parse(CappedLines lines, String source, boolean hasPlaces)
      throws IOException {
    Map<Endpoint, Target> targets = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      int number = lines.number();
      String text = line.replaceFirst("(^|\\s)#.*$", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      int column = line.indexOf(text) + 1;
      Place place = new Place(source, number, column, column + text.length());
      try {
        Endpoint endpoint = Endpoint.parse(text);
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

  private static String wrong(IllegalArgumentException malformed) {
    return String.valueOf(malformed.getMessage());
  }
}
