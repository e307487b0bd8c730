package dev.trustconnect.remark;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ZoneLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A signature on the chain of an answer.
 *
 * @param zone whose signature it is, without the last dot
 * @param over what it signs, for people
 * @param labels how many labels the signed name has (RFC 4034 §3.1.3); -1 if unknown
 * @param originalTtl in seconds; -1 if unknown
 */
record SignatureFacts(
    String zone, String over, int labels, long originalTtl, Instant inception, Instant expiration) {
  private static final int FIXED_BYTES = 18;

  /** All signatures that the answer rests on. */
  static List<SignatureFacts> of(ValidatedAnswer answer) {
    List<SignatureFacts> all = new ArrayList<>();
    for (ZoneLink link : answer.chain()) {
      for (ZoneLink.Signature signature : link.signatures()) {
        if (signature.used()) {
          all.add(
              new SignatureFacts(
                  named(link.zone()),
                  "the keys of " + named(link.zone()),
                  -1,
                  -1,
                  signature.inception(),
                  signature.expiration()));
        }
      }
    }
    answer.hops().forEach(hop -> all.addAll(of(hop)));
    return all;
  }

  /** The signatures over a hop's records. */
  static List<SignatureFacts> of(Hop hop) {
    List<SignatureFacts> all = new ArrayList<>();
    for (DnsRecord signature : hop.signatures()) {
      byte[] data = signature.rdataBytes();
      if (data.length > FIXED_BYTES) {
        ByteBuffer fields = ByteBuffer.wrap(data);
        all.add(
            new SignatureFacts(
                named(hop.zone()),
                hop.owner(),
                fields.get(3) & 0xff,
                Integer.toUnsignedLong(fields.getInt(4)),
                Instant.ofEpochSecond(Integer.toUnsignedLong(fields.getInt(12))),
                Instant.ofEpochSecond(Integer.toUnsignedLong(fields.getInt(8)))));
      }
    }
    return all;
  }

  static String named(String zone) {
    return zone.length() > 1 && zone.endsWith(".") ? zone.substring(0, zone.length() - 1) : zone;
  }

  Duration lifetime() {
    return Duration.between(inception, expiration);
  }

  Duration restAt(Instant now) {
    return Duration.between(now, expiration);
  }
}
