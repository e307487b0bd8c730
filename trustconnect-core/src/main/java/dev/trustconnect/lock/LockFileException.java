package dev.trustconnect.lock;

import dev.trustconnect.text.SafeText;
import dev.trustconnect.yaml.YamlProblem;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lock file can't be used. The message has a line for each of the first {@value #SHOWN} problems:
 * {@code trustconnect.lock:4:7: endpoints.api.example.com:443.name: what is wrong; what to write}.
 */
public final class LockFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  LockFileException(String file, List<YamlProblem> problems) {
    super(
        problems.stream()
                .sorted(Comparator.comparing(YamlProblem::line).thenComparing(YamlProblem::column))
                .limit(SHOWN)
                .map(problem -> file + ":" + text(problem))
                .collect(Collectors.joining(System.lineSeparator()))
            + (problems.size() > SHOWN
                ? System.lineSeparator() + file + ": and " + (problems.size() - SHOWN) + " more"
                : ""));
  }

  /** The file as a whole can't be used. */
  static LockFileException whole(String file, String what, String remedy) {
    return new LockFileException(file, List.of(new YamlProblem(1, 1, "", what, remedy)));
  }

  private static String text(YamlProblem problem) {
    return problem.line()
        + ":"
        + problem.column()
        + ": "
        + (problem.field().isEmpty() ? "" : SafeText.of(problem.field()) + ": ")
        + SafeText.of(problem.what())
        + "; "
        + problem.remedy();
  }
}
