package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchEvent;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The output of a watch: events on standard output; notes, and on a terminal the progress of the
 * first round, on standard error. Thread-safe. Each output has a lock, and the counts have none: an
 * output whose reader blocks holds up neither the other output nor a scrape.
 */
final class Screen implements Notes {
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final Style style;
  private final boolean json;
  private final InstantSource clock;
  private final StackTraces traces;
  private final Set<Endpoint> failed = ConcurrentHashMap.newKeySet();
  private final Object out = new Object();
  private final Object err = new Object();
  private volatile boolean showsProgress; // set under err
  private boolean hasFailed; // under out
  private final AtomicLong printed = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  Screen(Terminal terminal, boolean json, InstantSource clock) {
    this.terminal = terminal;
    this.style = Style.of(terminal);
    this.json = json;
    this.clock = clock;
    this.traces = new StackTraces(terminal, "trustconnect watch");
  }

  /** Prints an event on one line. */
  void event(WatchEvent event) {
    line(json ? event.toJson() : text(event));
  }

  /** Prints a line on standard output. A line that can't be written is counted. */
  void line(String line) {
    if (showsProgress) {
      synchronized (err) {
        erase();
      }
    }
    if (isFirstFailure(line)) {
      note(
          "standard output can't be written: the disk is full, or its reader has ended; from now"
              + " on lines may be missing there. The watch goes on");
    }
  }

  private boolean isFirstFailure(String line) {
    synchronized (out) {
      terminal.out().println(line);
      terminal.out().flush();
      if (!terminal.out().checkError()) {
        printed.incrementAndGet();
        return false;
      }
      lost.incrementAndGet();
      boolean isFirst = !hasFailed;
      hasFailed = true;
      return isFirst;
    }
  }

  private String text(WatchEvent event) {
    String kind = event.kind().code().replaceFirst("^trustconnect\\.", "");
    return event.time().truncatedTo(ChronoUnit.SECONDS)
        + " "
        + painted(event.kind(), kind)
        + " "
        + ShownText.line(event.summary());
  }

  private String painted(WatchEvent.Kind kind, String text) {
    return switch (kind) {
      case ENDPOINT_REFUSED, ROOT_CAUSE_OPENED, ROOT_CAUSE_GREW, WATCH_BLIND -> style.bad(text);
      case ENDPOINT_CHANGED, ENDPOINT_EXPIRING -> style.fair(text);
      case ENDPOINT_RECOVERED, ROOT_CAUSE_CLOSED, WATCH_SEES_AGAIN -> style.good(text);
      case WATCH_STARTED, WATCH_HEARTBEAT -> style.faint(text);
    };
  }

  @Override
  public void note(String message) {
    synchronized (err) {
      erase();
      terminal
          .err()
          .println(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + ShownText.line(message));
    }
  }

  /** Prints an unexpected exception of a look. */
  void defect(Endpoint endpoint, Throwable unexpected) {
    failed.add(endpoint);
    synchronized (err) {
      erase();
      traces.print(endpoint.toString(), new Defect(unexpected));
    }
  }

  /** The endpoints of {@link #defect} until now. */
  Set<Endpoint> failed() {
    return Set.copyOf(failed);
  }

  /** Shows how far the first round is; on a terminal only. */
  void progress(String text) {
    if (terminal.errIsTerminal()) {
      synchronized (err) {
        terminal.err().print(ERASE + text);
        terminal.err().flush();
        showsProgress = true;
      }
    }
  }

  private void erase() {
    if (showsProgress) {
      terminal.err().print(ERASE);
      terminal.err().flush();
      showsProgress = false;
    }
  }

  /** Lines that were written. */
  long printed() {
    return printed.get();
  }

  /** Lines that may be missing: printed after a write had failed. */
  long lost() {
    return lost.get();
  }
}
