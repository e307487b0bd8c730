package dev.trustconnect.zone;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The records of one type at the apex, and their signatures. */
final class ApexSet {
  private final int type;
  private final ValidatedAnswer answer;

  ApexSet(int type, ValidatedAnswer answer) {
    this.type = type;
    this.answer = answer;
  }

  /** The type's mnemonic. */
  String name() {
    return Type.string(type);
  }

  Verdict verdict() {
    return answer.verdict();
  }

  /** The hop that answers for the apex itself: an alias there leads elsewhere. */
  Hop hop() {
    return answer.hops().get(0);
  }

  boolean isPresent() {
    return hop().kind() == Hop.Kind.POSITIVE;
  }

  /** The records; those of a BOGUS answer too, which are only shown. */
  List<DnsRecord> records() {
    return isPresent() ? hop().records() : List.of();
  }

  /** The records as dnsjava reads them; what it can't read is left out. */
  <T extends Record> List<T> read(Class<T> as) {
    List<T> read = new ArrayList<>();
    for (DnsRecord record : records()) {
      addRead(read, as, record);
    }
    return read;
  }

  List<RRSIGRecord> signatures() {
    List<RRSIGRecord> read = new ArrayList<>();
    if (isPresent()) {
      for (DnsRecord record : hop().signatures()) {
        addRead(read, RRSIGRecord.class, record);
      }
    }
    return read;
  }

  private static <T extends Record> void addRead(List<T> read, Class<T> as, DnsRecord record) {
    Record made =
        Record.newRecord(
            Name.root, record.type(), DClass.IN, record.ttlSeconds(), record.rdataBytes());
    if (as.isInstance(made)) {
      read.add(as.cast(made));
    }
  }

  /**
   * The TTL that the zone gives the set: that in its signatures, since a resolver counts the other
   * one down. Without signatures the TTL as received; 0 for no records.
   */
  long originalTtl() {
    long original = 0;
    for (RRSIGRecord signature : signatures()) {
      original = Math.max(original, signature.getOrigTTL());
    }
    if (original == 0) {
      for (DnsRecord record : records()) {
        original = Math.max(original, record.ttlSeconds());
      }
    }
    return original;
  }

  List<SignatureEnd> ends() {
    List<SignatureEnd> ends = new ArrayList<>();
    for (RRSIGRecord signature : signatures()) {
      ends.add(
          new SignatureEnd(
              name(),
              signature.getFootprint(),
              signature.getAlgorithm(),
              signature.getTimeSigned(),
              signature.getExpire()));
    }
    return ends;
  }

  /** Whether there is a signature that says it is of this algorithm. */
  boolean claims(int algorithm) {
    return signatures().stream().anyMatch(signature -> signature.getAlgorithm() == algorithm);
  }
}
