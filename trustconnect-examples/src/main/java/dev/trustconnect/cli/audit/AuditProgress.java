package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;

/**
 * Shows on standard error how far a run has got: a line for each endpoint if the result is a
 * document, otherwise a counter, on a terminal only.
 */
final class AuditProgress {
  private static final String ERASE = "\r\u001b[K";
  private static final Style PLAIN = new Style(false, false);

  private final Terminal terminal;
  private final Report before;
  private final boolean isDocument;
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
  }

  void done(Audited one) {
    done++;
    if (isDocument) {
      terminal.err().println(AuditText.headline(PLAIN, before, one));
    } else if (terminal.errIsTerminal()) {
      String end = done == before.wanted() ? ERASE : ERASE + done + " of " + before.wanted();
      terminal.err().print(end);
      terminal.err().flush();
    }
  }

  /** Erases the counter of a run that was stopped. */
  void end() {
    if (!isDocument && terminal.errIsTerminal() && done > 0 && done < before.wanted()) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }
}
