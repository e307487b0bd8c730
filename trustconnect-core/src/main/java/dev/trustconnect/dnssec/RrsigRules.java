package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** The checks of a signature before any cryptography: the rules of RFC 4035 §5.3.1. */
final class RrsigRules {
  private final Instant now;
  private final Duration skew;

  RrsigRules(Instant now, Duration skew) {
    this.now = now;
    this.skew = skew;
  }

  /**
   * Null if {@code signature} may be checked with the keys of {@code zone}, else the rule it
   * breaks.
   */
  @Nullable Reason whyNot(RRset set, RRSIGRecord signature, Name zone) {
    if (!signature.getName().equals(set.getName())
        || signature.getDClass() != set.getDClass()
        || signature.getTypeCovered() != set.getType()) {
      return Reason.SIGNATURE_MALFORMED;
    }
    Name signer = signature.getSigner();
    if (!signer.equals(zone) || !maySign(signer, set.getName(), set.getType())) {
      return Reason.SIGNER_NOT_THE_ZONE;
    }
    int labels = signature.getLabels();
    if (labels > labelsOf(set.getName()) || labels < labelsOf(signer)) {
      return Reason.SIGNATURE_MALFORMED;
    }
    return whyNotNow(signature);
  }

  /**
   * The signer is the owner's zone: an ancestor or the owner itself, strictly above it for DS,
   * exactly the owner for types that only an apex has. RFC 4035 §5.3.1: the signer's name "MUST be
   * the name of the zone that contains the RRset"; a signed NS RRset is an apex's too, that of a
   * delegation is never signed (§2.2).
   */
  static boolean maySign(Name signer, Name owner, int type) {
    if (!owner.subdomain(signer)) {
      return false;
    }
    boolean apex = owner.equals(signer);
    return switch (type) {
      case Type.DS -> !apex;
      case Type.DNSKEY, Type.SOA, Type.NS -> apex;
      default -> true;
    };
  }

  /** RFC 4034 §3.1.5: times are compared in serial number arithmetic (RFC 1982). */
  private @Nullable Reason whyNotNow(RRSIGRecord signature) {
    long inception = secondsFromNow(signature.getTimeSigned());
    long expiration = secondsFromNow(signature.getExpire());
    if (expiration < inception) {
      return Reason.SIGNATURE_EXPIRED; // a window that ends before it begins was never open
    }
    if (inception > skew.toSeconds()) {
      return Reason.SIGNATURE_NOT_YET_VALID;
    }
    if (expiration < -skew.toSeconds()) {
      return Reason.SIGNATURE_EXPIRED;
    }
    return null;
  }

  /**
   * When the signature ends: of the moments its 32 bits can mean, the one nearest to {@code now}.
   */
  Instant endOf(RRSIGRecord signature) {
    return now.plusSeconds(secondsFromNow(signature.getExpire()));
  }

  private long secondsFromNow(Instant stamp) {
    return (int) (stamp.getEpochSecond() - now.getEpochSecond());
  }

  /**
   * Labels as an RRSIG counts them (RFC 4034 §3.1.3): without the root, and without a leading
   * asterisk.
   */
  static int labelsOf(Name name) {
    int labels = name.labels() - 1;
    return name.isWild() ? labels - 1 : labels;
  }
}
