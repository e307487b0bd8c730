package dev.trustconnect.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long the pauses of a schedule are, in nanoseconds. Guarded by the engine's lock. */
final class Pauses {
  private static final double JITTER = 0.1;
  private static final int ENDS = 8; // an eighth of what is left
  private static final int PATIENT = 5; // failures before the pauses grow: one round of handshakes
  private static final long SECOND = 1_000_000_000L;
  private static final long FAR_SECONDS = Duration.ofDays(30).toSeconds(); // above every schedule

  private final RandomGenerator random;
  private final long every;
  private final long handshakes;
  private final long confirmation;
  private final long backOff;
  private final long shortest = WatchSchedule.SHORTEST.toNanos();

  Pauses(WatchSchedule schedule, RandomGenerator random) {
    this.random = random;
    this.every = schedule.every().toNanos();
    this.handshakes = schedule.handshakes().toNanos();
    this.confirmation = schedule.confirmation().toNanos();
    this.backOff = schedule.backOff().toNanos();
  }

  /** How long it takes at most until each endpoint that answers has been looked at. */
  long round() {
    return every + every / 10;
  }

  /** How long it takes at most until there was a handshake with each of them. */
  long handshakeRound() {
    return Math.max(round(), handshakes + handshakes / 10);
  }

  long confirmation() {
    return confirmation;
  }

  /** Until the next look at an endpoint that answered. */
  long next(Sight.@Nullable OfNames names, Sight.@Nullable OfTls tls, Instant now) {
    long pause = every;
    if (names != null) {
      if (names.ttlSeconds() > 0) {
        pause = Math.min(pause, names.ttlSeconds() * SECOND / 2);
      }
      pause = Math.min(pause, ending(names.signatureEnd(), now));
    }
    if (tls != null) {
      pause = Math.min(pause, ending(tls.notAfter(), now));
    }
    return Math.max(shortest, jittered(pause));
  }

  private long ending(@Nullable Instant end, Instant now) {
    if (end == null) {
      return Long.MAX_VALUE;
    }
    long seconds = end.getEpochSecond() - now.getEpochSecond();
    boolean hasEnded = seconds <= 0; // then looking more often wouldn't tell more
    return hasEnded || seconds > FAR_SECONDS ? Long.MAX_VALUE : seconds * SECOND / ENDS;
  }

  /** Until the next handshake with an endpoint that answered; never less than the schedule says. */
  long nextHandshake() {
    return (long) (handshakes * (1 + JITTER * random.nextDouble()));
  }

  /** After {@code failures} in a row. */
  long afterFailures(int failures) {
    if (failures <= 1) {
      return confirmation;
    }
    long pause = every;
    for (int i = PATIENT; i < failures && pause < backOff; i++) {
      pause *= 2;
    }
    return jittered(Math.min(backOff, pause));
  }

  private long jittered(long pause) {
    return (long) (pause * (1 - JITTER + 2 * JITTER * random.nextDouble()));
  }
}
