package dev.trustconnect.config;

import dev.trustconnect.yaml.YamlProblem;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A policy file can't be used; nothing of it is in force. The message lists the first {@value
 * #SHOWN} problems, {@link #problems()} all of them.
 */
public final class PolicyFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;
  private final transient List<Path> pemFiles;

  PolicyFileException(String file, List<YamlProblem> found, Collection<Path> pemFiles) {
    this(found.stream().map(Problem::of).toList(), file, pemFiles);
  }

  private PolicyFileException(List<Problem> problems, String file, Collection<Path> pemFiles) {
    super(
        problems.stream()
                .limit(SHOWN)
                .map(problem -> file + ":" + problem)
                .collect(Collectors.joining(System.lineSeparator()))
            + (problems.size() > SHOWN
                ? System.lineSeparator() + file + ": and " + (problems.size() - SHOWN) + " more"
                : ""));
    this.problems = List.copyOf(problems);
    this.pemFiles = List.copyOf(pemFiles);
  }

  /**
   * All problems, in the order of their lines; at least one, unless this exception was
   * deserialised.
   */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems; // null after deserialisation
  }

  /**
   * The PEM files with roots that it names, as far as it could be read, each once: the file may be
   * usable as soon as one of them is there. Empty if this exception was deserialised.
   */
  public List<Path> pemFiles() {
    return pemFiles == null ? List.of() : pemFiles; // null after deserialisation
  }

  /**
   * One problem of a policy file.
   *
   * @param line the line, counted from 1
   * @param column the column, counted from 1
   * @param field such as {@code endpoints[0].pins}; empty if the problem is about the whole file
   * @param what the problem
   * @param remedy what to write instead
   */
  public record Problem(int line, int column, String field, String what, String remedy) {
    public Problem {
      field = printable(field);
      what = printable(what);
      remedy = printable(remedy);
    }

    private static Problem of(YamlProblem found) {
      return new Problem(found.line(), found.column(), found.field(), found.what(), found.remedy());
    }

    /** Escapes line breaks and control characters: those in the file mustn't reach a terminal. */
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

    /** One line: {@code 12:7: endpoints[0].pins: what is wrong; what to write instead}. */
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
