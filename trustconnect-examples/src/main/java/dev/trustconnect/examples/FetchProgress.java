package dev.trustconnect.examples;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bar on standard error that says how far a download has come: on a terminal only. */
final class FetchProgress {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int WIDTH = 30;
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private long due;
  private boolean shown;

  FetchProgress(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong() + STEP_NANOS;
  }

  /**
   * So far.
   *
   * @param total -1 if nobody knows
   */
  void at(long bytes, long total) {
    if (!terminal.errIsTerminal() || nanoTime.getAsLong() - due < 0) {
      return;
    }
    due = nanoTime.getAsLong() + STEP_NANOS;
    shown = true;
    terminal.err().print(ERASE + line(bytes, total));
    terminal.err().flush();
  }

  private static String line(long bytes, long total) {
    if (total <= 0) {
      return size(bytes);
    }
    int full = (int) Math.min(WIDTH, WIDTH * bytes / total);
    return "["
        + "#".repeat(full)
        + " ".repeat(WIDTH - full)
        + "] "
        + Math.min(100, 100 * bytes / total)
        + " % of "
        + size(total);
  }

  /** In the unit that is read best. */
  static String size(long bytes) {
    return bytes < 10_000
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
  }

  void end() {
    if (shown) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }
}
