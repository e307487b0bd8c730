package dev.trustconnect.dnssec;

import java.time.Instant;

/**
 * How long something proven may be used: TTLs are counted per RRset, signature ends along the whole
 * chain.
 *
 * @param ttlEnd when the shortest TTL runs out; TTLs are not signed, so the original TTL bounds
 *     them (RFC 4035 §5.3.3)
 * @param signatureEnd when the first signature on the chain ends
 */
record Lifetime(Instant ttlEnd, Instant signatureEnd) {
  /** How long {@code verdict} may be used. */
  static Lifetime of(Verdict verdict) {
    return new Lifetime(verdict.validUntil(), verdict.signatureEnd());
  }

  Lifetime and(Lifetime other) {
    return new Lifetime(earlier(ttlEnd, other.ttlEnd), earlier(signatureEnd, other.signatureEnd));
  }

  Lifetime endingBy(Instant end) {
    return new Lifetime(ttlEnd, earlier(signatureEnd, end));
  }

  Instant end() {
    return earlier(ttlEnd, signatureEnd);
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
