package dev.trustconnect.cli.watch;

import dev.trustconnect.watch.WatchSchedule;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether a watch does its work: it can see, and looks end. Thread-safe: one lock, this.
 *
 * <p>A look is missing if none ended within twice the usual pause and a minute; while no endpoint
 * answers, within twice the longest pause.
 */
final class Pulse {
  private final Supplier<WatchSnapshot> watch;
  private final WatchSchedule schedule;
  private final LongSupplier nanoTime;
  private long looks = -1;
  private long lastLook;

  Pulse(Supplier<WatchSnapshot> watch, WatchSchedule schedule, LongSupplier nanoTime) {
    this.watch = watch;
    this.schedule = schedule;
    this.nanoTime = nanoTime;
    this.lastLook = nanoTime.getAsLong();
  }

  /** The problem, in words; empty if there is none. */
  synchronized Optional<String> problem() {
    WatchSnapshot now = watch.get();
    long time = nanoTime.getAsLong();
    if (now.looks() != looks) {
      looks = now.looks();
      lastLook = time;
    }
    if (now.blind().isPresent()) {
      return Optional.of("the watch can't see: " + now.blind().get());
    }
    Duration silence = Duration.ofNanos(time - lastLook);
    return silence.compareTo(limit(now)) > 0
        ? Optional.of("no look has ended for " + silence.toSeconds() + " s")
        : Optional.empty();
  }

  private Duration limit(WatchSnapshot now) {
    boolean answers = now.endpoints().stream().anyMatch(WatchedEndpoint::isUp);
    return answers
        ? schedule.every().multipliedBy(2).plusMinutes(1)
        : schedule.backOff().multipliedBy(2);
  }
}
