package dev.trustconnect.zone;

import java.time.Instant;
import java.util.Optional;

/**
 * Something to do next.
 *
 * @param what a sentence
 * @param notBefore the earliest moment at which it is safe; empty if that doesn't depend on time
 */
public record ZoneStep(String what, Optional<Instant> notBefore) {
  static ZoneStep now(String what) {
    return new ZoneStep(what, Optional.empty());
  }

  static ZoneStep notBefore(Instant moment, String what) {
    return new ZoneStep(what, Optional.of(moment));
  }

  /** Whether the step is safe at {@code now}, so far as time matters. */
  public boolean isDue(Instant now) {
    return notBefore.map(moment -> !now.isBefore(moment)).orElse(true);
  }
}
