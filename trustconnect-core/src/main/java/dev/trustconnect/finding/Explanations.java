package dev.trustconnect.finding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The meaning of each code and its remedy, in two sentences: the Javadoc of {@link Reason}. */
final class Explanations {
  private static final String RESOURCE = "reasons.txt";

  private Explanations() {}

  /** Reads the file each time: an explanation is for a person, who asks for one. */
  static String of(Reason reason) {
    String start = reason.code() + " ";
    try (InputStream in = Explanations.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, RESOURCE), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.startsWith(start)) {
        line = lines.readLine();
      }
      return Objects.requireNonNull(line, start).substring(start.length());
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }
}
