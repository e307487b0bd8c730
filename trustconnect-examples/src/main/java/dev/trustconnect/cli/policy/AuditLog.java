package dev.trustconnect.cli.policy;

import com.fasterxml.jackson.core.JacksonException;
import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.terminal.ShownText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads audit logs line by line. Lines that aren't events are counted, and the first are shown. */
final class AuditLog {
  static final int MAX_LINE = 1 << 18;
  private static final int SHOWN = 5;

  private final BiConsumer<String, Defect> defects;
  private long used;
  private long unusable;
  private final List<String> firstUnusable = new ArrayList<>();

  /**
   * A reader.
   *
   * @param defects receives the unexpected exception of a line, with its place; the line counts as
   *     unusable
   */
  AuditLog(BiConsumer<String, Defect> defects) {
    this.defects = defects;
  }

  /** Passes the events of a file on. Blocks. */
  void read(Path file, Consumer<AuditLine> events) throws IOException {
    String shown = ShownText.line(file.toString());
    try (InputStream in = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      long number = 0;
      while (next(reader, line)) {
        number++;
        if (line.length() > MAX_LINE) {
          unusable(shown, number, "longer than " + MAX_LINE + " characters");
        } else if (!line.toString().isBlank()) {
          event(shown, number, line.toString(), events);
        }
      }
    }
  }

  private void event(String shown, long number, String line, Consumer<AuditLine> events) {
    try {
      events.accept(AuditLine.parse(line));
      used++;
    } catch (JacksonException malformed) { // its message quotes the line
      unusable(shown, number, "malformed JSON");
    } catch (IOException noEvent) {
      unusable(shown, number, String.valueOf(noEvent.getMessage()));
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unexpected) {
      Defect defect = new Defect(unexpected);
      unusable(shown, number, defect.toString());
      defects.accept(shown + ":" + number, defect);
    }
  }

  private void unusable(String shown, long number, String why) {
    unusable++;
    if (firstUnusable.size() < SHOWN) {
      firstUnusable.add(shown + ":" + number + ": " + why);
    }
  }

  /** Reads a line, of which it keeps one character more than the limit; false at the end. */
  private static boolean next(BufferedReader reader, StringBuilder line) throws IOException {
    line.setLength(0);
    int c = reader.read();
    if (c < 0) {
      return false;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() <= MAX_LINE) {
        line.append((char) c);
      }
    }
    return true;
  }

  long used() {
    return used;
  }

  long unusable() {
    return unusable;
  }

  /** The first lines that couldn't be used, each with its place. */
  List<String> firstUnusable() {
    return List.copyOf(firstUnusable);
  }
}
