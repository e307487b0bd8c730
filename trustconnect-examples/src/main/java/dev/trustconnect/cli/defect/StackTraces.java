package dev.trustconnect.cli.defect;

import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints the stack traces of defects on standard error. A defect that several parts of a run have
 * met is printed once; the others refer to it. For one thread.
 */
public final class StackTraces {
  private static final int MOST_PRINTED = 20;

  private final Terminal terminal;
  private final String command;
  private final Map<List<Object>, String> subjects = new HashMap<>();

  /**
   * Of one run.
   *
   * @param command what each message begins with
   */
  public StackTraces(Terminal terminal, String command) {
    this.terminal = terminal;
    this.command = command;
  }

  /**
   * Prints a defect.
   *
   * @param subject what was being looked at, safe to show
   */
  public void print(String subject, Defect defect) {
    String first = subjects.get(origin(defect));
    if (first != null) {
      line(command + ": " + subject + ": " + defect + "; the same stack trace as for " + first);
    } else if (subjects.size() == MOST_PRINTED) {
      line(command + ": " + subject + ": " + defect + "; there are " + MOST_PRINTED + " others");
    } else {
      subjects.put(origin(defect), subject);
      line(command + ": " + subject + ": a defect of this program, please report it:");
      StringWriter trace = new StringWriter();
      defect.cause().printStackTrace(new PrintWriter(trace));
      trace.toString().lines().map(text -> text.replace("\t", "    ")).forEach(this::line);
    }
    terminal.err().flush();
  }

  private void line(String text) {
    terminal.err().println(ShownText.line(text));
  }

  /** Where it was thrown, with its causes; messages may differ. */
  private static List<Object> origin(Defect defect) {
    List<Object> origin = new ArrayList<>();
    Throwable cause = defect.cause();
    for (int depth = 0; cause != null && depth < MOST_PRINTED; depth++) {
      origin.add(cause.getClass());
      origin.addAll(List.of(cause.getStackTrace()));
      cause = cause.getCause();
    }
    return origin;
  }
}
