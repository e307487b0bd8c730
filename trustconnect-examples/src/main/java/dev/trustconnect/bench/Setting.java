package dev.trustconnect.bench;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param rtt the round-trip time that the relay adds
 * @param unbound whether questions go through a local Unbound's DoH
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

  void report(String what) {
    progress.accept(what);
  }
}
