package dev.trustconnect.bench;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param rtt what the relay adds to the way there and back
 * @param unbound whether questions go through a local Unbound's DoH on their way to the data
 * @param quick whether all of it should end within a minute
 * @param progress receives what is being done
 */
public record Setting(Duration rtt, boolean unbound, boolean quick, Consumer<String> progress) {
  /** {@code full}, or {@code quick} in a quick run. */
  int choose(int full, int quickly) {
    return quick ? quickly : full;
  }

  double rttNanos() {
    return rtt.toNanos();
  }

  void tell(String what) {
    progress.accept(what);
  }
}
