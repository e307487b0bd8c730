package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.AlgorithmNumbers;
import dev.trustconnect.finding.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list of signature algorithms and DS digests. An unknown algorithm makes a zone
 * INSECURE, not BOGUS (RFC 4035 §5.2).
 */
final class Algorithms {
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
      case AlgorithmNumbers.RSASHA256,
          AlgorithmNumbers.RSASHA512,
          AlgorithmNumbers.ECDSAP256,
          AlgorithmNumbers.ECDSAP384,
          AlgorithmNumbers.ED25519,
          AlgorithmNumbers.ED448,
          AlgorithmNumbers.MLDSA44 ->
          null;
      case AlgorithmNumbers.RSASHA1, AlgorithmNumbers.RSASHA1_NSEC3 ->
          settings.sha1Signatures() ? null : Reason.ALGORITHM_SWITCHED_OFF;
      case AlgorithmNumbers.DSA, AlgorithmNumbers.DSA_NSEC3 ->
          settings.keyLimits().dsa() ? null : Reason.ALGORITHM_UNSUPPORTED;
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
