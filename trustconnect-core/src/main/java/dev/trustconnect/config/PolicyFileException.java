package dev.trustconnect.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A policy file can't be used; nothing of it is in force. Its message holds the first {@value
 * #SHOWN} problems, {@link #problems()} all.
 */
public final class PolicyFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  PolicyFileException(String file, List<Problem> problems) {
    super(
        problems.stream()
                .limit(SHOWN)
                .map(problem -> file + ":" + problem)
                .collect(Collectors.joining(System.lineSeparator()))
            + (problems.size() > SHOWN
                ? System.lineSeparator() + file + ": and " + (problems.size() - SHOWN) + " more"
                : ""));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, from the top of the file down; one at least. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems; // null after deserialisation
  }

  /**
   * One thing that is wrong.
   *
   * @param line where, from 1
   * @param column where in it, from 1
   * @param field such as {@code endpoints[0].pins}; empty if it is about the file as a whole
   * @param what is wrong
   * @param remedy what to write instead
   */
  public record Problem(int line, int column, String field, String what, String remedy) {
    public Problem {
      field = printable(field);
      what = printable(what);
      remedy = printable(remedy);
    }

    /** A line break or an escape sequence of the file's mustn't reach a terminal. */
    private static String printable(String text) {
      StringBuilder shown = new StringBuilder();
      text.codePoints()
          .forEach(
              c -> {
                if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                  shown.append(String.format("\\u%04x", c));
                } else {
                  shown.appendCodePoint(c);
                }
              });
      return shown.toString();
    }

    /** {@code 12:7: endpoints[0].pins: what is wrong; what to write instead}. */
    @Override
    public String toString() {
      return line
          + ":"
          + column
          + ": "
          + (field.isEmpty() ? "" : field + ": ")
          + what
          + "; "
          + remedy;
    }
  }
}
