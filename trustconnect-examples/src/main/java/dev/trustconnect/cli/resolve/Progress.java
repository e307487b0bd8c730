package dev.trustconnect.cli.resolve;

import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.dnssec.Verdict;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A line on standard error that shows how far a long batch has got: only if standard error is a
 * terminal and the results go elsewhere.
 */
final class Progress {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final int total;
  private final LongSupplier nanoTime;
  private final boolean visible;
  private long due;
  private int done;
  private int bogus;
  private boolean shown;

  Progress(Terminal terminal, int total, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.total = total;
    this.nanoTime = nanoTime;
    this.visible = terminal.errIsTerminal() && !terminal.outIsTerminal();
    this.due = nanoTime.getAsLong() + FIRST_NANOS;
  }

  void printed(Verdict verdict) {
    done++;
    if (verdict instanceof Verdict.Bogus) {
      bogus++;
    }
    if (visible && nanoTime.getAsLong() - due >= 0) {
      due = nanoTime.getAsLong() + STEP_NANOS;
      shown = true;
      terminal.err().print(ERASE + done + " of " + total + (bogus > 0 ? ", BOGUS: " + bogus : ""));
      terminal.err().flush();
    }
  }

  void end() {
    if (shown) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }
}
