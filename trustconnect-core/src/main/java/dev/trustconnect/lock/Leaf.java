package dev.trustconnect.lock;

import dev.trustconnect.pin.SpkiPin;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * An endpoint's own certificate.
 *
 * @param key its key
 * @param from the start of its validity
 * @param to the end of its validity
 */
record Leaf(SpkiPin key, Instant from, Instant to) {
  static Leaf of(X509Certificate certificate) {
    return new Leaf(
        SpkiPin.of(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant());
  }

  /** Whether {@code next} was issued in the second half of this one's lifetime, or later. */
  boolean isDueAt(Leaf next) {
    return !next.from.isBefore(from.plus(Duration.between(from, to).dividedBy(2)));
  }
}
