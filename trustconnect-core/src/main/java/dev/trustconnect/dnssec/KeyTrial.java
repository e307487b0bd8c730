package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Tries one key on the signatures of a set of records, for reports about a zone: which of its keys
 * sign what. Says nothing about whether the key is to be trusted. Pure; each trial has a separate
 * budget, as a validation has.
 */
public final class KeyTrial {
  private KeyTrial() {}

  /**
   * Why no signature over the records of {@code hop} was made with {@code key} and holds at {@code
   * now}: a sentence with key tag, algorithm and record type. Empty if one holds.
   *
   * @param key a DNSKEY record, whose owner is the zone that must have signed
   */
  public static Optional<String> whyNotSigned(DnsRecord key, Hop hop, Instant now) {
    if (!(key.record() instanceof DNSKEYRecord dnskey) || dnskey.getKey() == null) {
      return Optional.of("not a DNSKEY with a public key");
    }
    ZoneKey zoneKey = new ZoneKey(dnskey, ValidatorSettings.DEFAULT.keyReader());
    Terms terms = Terms.of(now, ValidatorSettings.DEFAULT, ValidationMemory.none().viewAt(now));
    if (zoneKey.whyUnfit() != null) {
      return Optional.of(
          "key " + zoneKey.keyTag() + " can't be used: " + zoneKey.whyUnfit().code());
    }
    if (hop.sets().isEmpty()) {
      return Optional.of("the set has no records");
    }
    SignatureVerifier verifier = new SignatureVerifier(terms);
    for (RRset set : hop.sets()) {
      Optional<String> why =
          verifier
              .check(
                  own(set, zoneKey),
                  dnskey.getName(),
                  (tag, algorithm) -> ZoneKey.candidates(List.of(zoneKey), tag, algorithm),
                  Instant.MAX,
                  Part.ANSWER)
              .fold(proven -> Optional.empty(), failure -> Optional.of(failure.detail()));
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** The set without the signatures of other keys, which would only cost and confuse. */
  private static RRset own(RRset set, ZoneKey key) {
    RRset own = new RRset();
    for (Record record : set.rrs(false)) {
      own.addRR(record);
    }
    set.sigs().stream()
        .filter(
            signature ->
                signature.getFootprint() == key.keyTag()
                    && signature.getAlgorithm() == key.algorithm())
        .forEach(own::addRR);
    return own;
  }
}
