package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Requires that every certificate below the root is valid now (RFC 5280 §4.1.2.5). */
final class Validity {
  private Validity() {}

  static void check(List<X509Certificate> path, Instant now) throws PathFailure {
    for (X509Certificate certificate : PathRule.belowRoot(path)) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (now.isAfter(until)) {
        throw new PathFailure(
            Reason.PATH_EXPIRED,
            ShownText.of(certificate)
                + " expired since "
                + until
                + ", "
                + days(until, now)
                + " ago",
            "a certificate valid at " + now);
      }
      if (now.isBefore(from)) {
        throw new PathFailure(
            Reason.PATH_NOT_YET_VALID,
            ShownText.of(certificate) + " valid from " + from + " on, in " + days(now, from),
            "a certificate valid at " + now);
      }
    }
  }

  private static String days(Instant from, Instant to) {
    long days = Duration.between(from, to).toDays();
    return days == 1 ? "1 day" : days + " days";
  }
}
