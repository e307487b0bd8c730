package dev.trustconnect.cli.resolve;

import dev.trustconnect.dnssec.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of questions, with one {@code NAME TYPE} per line. Empty lines and those that begin with
 * {@code ;} are skipped.
 */
final class BatchFile {
  private static final int MAX_LINE_CHARS = 4096;
  private static final int MAX_QUESTIONS = 1_000_000;

  private BatchFile() {}

  /**
   * Reads the whole file, so that a mistake in its last line is reported before anything is asked.
   *
   * @param file its path, or {@code -} for {@code standardInput}
   * @throws IllegalArgumentException if a line isn't a question (with its number), or the file has
   *     no question
   */
  static List<Question> read(String file, InputStream standardInput) throws IOException {
    String source = file.equals("-") ? "standard input" : file;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                file.equals("-") ? standardInput : Files.newInputStream(Path.of(file)),
                StandardCharsets.UTF_8.newDecoder()))) {
      return parse(lines, source);
    }
  }

  private static List<Question> parse(BufferedReader lines, String source) throws IOException {
    List<Question> questions = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith(";")) {
        questions.add(question(text, source + ", line " + number + ": "));
      }
      if (questions.size() > MAX_QUESTIONS) {
        throw new IllegalArgumentException(source + ": more than " + MAX_QUESTIONS + " questions");
      }
    }
    if (questions.isEmpty()) {
      throw new IllegalArgumentException(source + ": no question in it; a line is NAME TYPE");
    }
    return questions;
  }

  private static Question question(String text, String place) {
    String[] fields = text.split("\\s+", 4);
    if (fields.length != 2 || text.length() > MAX_LINE_CHARS) {
      throw new IllegalArgumentException(
          place + "a line is NAME TYPE, such as: www.example.com AAAA");
    }
    try {
      return Question.of(fields[0], QuestionText.type(fields[1]));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(place + malformed.getMessage(), malformed);
    }
  }
}
