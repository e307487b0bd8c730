package dev.trustconnect.cli.fetch;

import dev.trustconnect.cli.terminal.Terminal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bar on standard error that shows how far a download has come, its speed and the time left; on a
 * terminal only.
 */
final class FetchProgress implements Progress {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The speed is measured over the last five seconds. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int WIDTH = 30;
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final Deque<Sample> window = new ArrayDeque<>();
  private long due;
  private boolean shown;

  private record Sample(long nanos, long bytes) {}

  FetchProgress(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong() + STEP_NANOS;
  }

  @Override
  public void at(long bytes, long total) {
    if (!terminal.errIsTerminal()) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (window.isEmpty()) {
      window.add(new Sample(now, bytes)); // bytes from an earlier run don't count for the speed
    }
    if (now - due < 0) {
      return;
    }
    due = now + STEP_NANOS;
    shown = true;
    terminal.err().print(ERASE + line(bytes, total) + pace(now, bytes, total));
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

  /** Speed and time left; empty until they can be estimated. */
  private String pace(long now, long bytes, long total) {
    window.addLast(new Sample(now, bytes));
    while (window.size() > 2 && now - window.getFirst().nanos() > WINDOW_NANOS) {
      window.removeFirst();
    }
    Sample first = window.getFirst();
    double seconds = (now - first.nanos()) / 1e9;
    double perSecond = seconds > 0 ? (bytes - first.bytes()) / seconds : 0;
    if (perSecond < 1) {
      return "";
    }
    String speed = ", " + size((long) perSecond) + "/s";
    return total <= 0 ? speed : speed + ", " + left((long) Math.ceil((total - bytes) / perSecond));
  }

  private static String left(long seconds) {
    if (seconds < 100) {
      return seconds + " s left";
    }
    long minutes = (seconds + 59) / 60;
    return minutes < 100 ? minutes + " min left" : (minutes + 59) / 60 + " h left";
  }

  /** The size in bytes or MB, whichever is easier to read. */
  static String size(long bytes) {
    return bytes < 10_000
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
  }

  /** Erases the bar. */
  void end() {
    if (shown) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
  }
}
