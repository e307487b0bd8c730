package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list of signature algorithms and DS digests, with the RFC in the line. Unknown is not
 * broken.
 */
final class Algorithms {
  static final int DSA = 3; // RFC 2536: replay files only
  static final int RSASHA1 = 5; // RFC 3110
  static final int DSA_NSEC3 = 6; // RFC 5155: replay files only
  static final int RSASHA1_NSEC3 = 7; // RFC 5155
  static final int RSASHA256 = 8; // RFC 5702
  static final int RSASHA512 = 10; // RFC 5702
  static final int ECDSAP256 = 13; // RFC 6605
  static final int ECDSAP384 = 14; // RFC 6605
  static final int ED25519 = 15; // RFC 8080
  static final int ED448 = 16; // RFC 8080
  static final int MLDSA44 = 18; // draft-ietf-dnsop-pqc: ML-DSA-44 of FIPS 204

  static final int DIGEST_SHA1 = 1; // RFC 3658
  static final int DIGEST_SHA256 = 2; // RFC 4509
  static final int DIGEST_SHA384 = 4; // RFC 6605

  private final ValidatorSettings settings;

  Algorithms(ValidatorSettings settings) {
    this.settings = settings;
  }

  /** Null if signatures of this algorithm are verified, else why they aren't. */
  @Nullable Reason whyUnusable(int algorithm) {
    return switch (algorithm) {
      case RSASHA256, RSASHA512, ECDSAP256, ECDSAP384, ED25519, ED448, MLDSA44 -> null;
      case RSASHA1, RSASHA1_NSEC3 ->
          settings.sha1Signatures() ? null : Reason.ALGORITHM_SWITCHED_OFF;
      case DSA, DSA_NSEC3 -> settings.dsa() ? null : Reason.ALGORITHM_UNSUPPORTED;
      default -> Reason.ALGORITHM_UNSUPPORTED;
    };
  }

  boolean isUsable(int algorithm) {
    return whyUnusable(algorithm) == null;
  }

  boolean isUsableDigest(int digestType) {
    return digestType == DIGEST_SHA1 || digestType == DIGEST_SHA256 || digestType == DIGEST_SHA384;
  }
}
