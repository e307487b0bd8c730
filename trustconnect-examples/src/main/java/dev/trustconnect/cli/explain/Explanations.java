package dev.trustconnect.cli.explain;

import dev.trustconnect.finding.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Every code: the library's in the order of {@code Reason}, then those of the proxy command. */
final class Explanations {
  /** The words that a text contains if and only if trying again helps, as in Reason's Javadoc. */
  static final String TEMPORARY = "Try again later";

  private Explanations() {}

  static List<Explanation> all() {
    List<Explanation> all = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      String text = reason.explanation();
      all.add(of(reason.code(), reason.kind().name(), reason.isTemporary(), text, reason.ede()));
    }
    read("proxy.txt")
        .forEach(
            (code, text) ->
                all.add(of(code, "PROXY", text.contains(TEMPORARY), text, OptionalInt.empty())));
    return List.copyOf(all);
  }

  private static Explanation of(
      String code, String kind, boolean temporary, String text, OptionalInt ede) {
    int end = text.indexOf(". ") + 1;
    return new Explanation(
        code, kind, temporary, text.substring(0, end), text.substring(end + 1), ede);
  }

  /** Lines such as {@code pin.not-in-path The path has none of the pins. The keys are new.} */
  private static Map<String, String> read(String resource) {
    Map<String, String> sentences = new LinkedHashMap<>();
    try (InputStream in = Explanations.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, resource), StandardCharsets.UTF_8))) {
      Stream<String> all = lines.lines();
      all.forEach(
          line ->
              sentences.put(
                  line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
    return sentences;
  }
}
