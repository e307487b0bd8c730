package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;

/**
 * Shows on standard error how far a run has got: a line for each endpoint if the result is a
 * document, otherwise a counter, on a terminal only. Prints the stack traces of defects, too.
 */
final class AuditProgress {
  private static final String ERASE = "\r\u001b[K";
  private static final Style PLAIN = new Style(false, false);

  private final Terminal terminal;
  private final Report before;
  private final boolean isDocument;
  private final StackTraces traces;
  private int done;

  /**
   * Of a run.
   *
   * @param before the report of the run before it found anything
   * @param isDocument whether no text is printed
   */
  AuditProgress(Terminal terminal, Report before, boolean isDocument) {
    this.terminal = terminal;
    this.before = before;
    this.isDocument = isDocument;
    this.traces = new StackTraces(terminal, "trustconnect audit");
  }

  void done(Audited one) {
    done++;
    one.defect().ifPresent(defect -> trace(one, defect));
    if (isDocument) {
      terminal.err().println(AuditText.headline(PLAIN, before, one));
    } else if (terminal.errIsTerminal()) {
      String end = done == before.wanted() ? ERASE : ERASE + done + " of " + before.wanted();
      terminal.err().print(end);
      terminal.err().flush();
    }
  }

  private void trace(Audited one, Defect defect) {
    if (!isDocument && terminal.errIsTerminal()) {
      terminal.err().print(ERASE); // the counter, which comes back below
    }
    traces.print(one.target().endpoint().toString(), defect);
  }

  /** Erases the counter of a run that was stopped. */
  void end() {
    if (!isDocument && terminal.errIsTerminal() && done > 0 && done < before.wanted()) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }
}
