package dev.trustconnect.cli.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A server's answers about the root zone. Nothing in it is verified.
 *
 * @param keys the answer to {@code . DNSKEY}
 * @param soa the answer to {@code . SOA}
 * @param delegation the answer to a question for the DS of a top-level domain
 * @param denial the answer for a top-level domain that doesn't exist
 */
record RootAnswers(Message keys, Message soa, Message delegation, Message denial) {
  /** When signatures are valid. */
  record Window(Instant from, Instant to) {
    /** A moment at which they are valid. */
    Instant middle() {
      return from.plusSeconds((to.getEpochSecond() - from.getEpochSecond()) / 2);
    }
  }

  /** Whether the server says that it has validated the root's keys (RFC 6840 §5.8). */
  boolean isAuthenticated() {
    return keys.getHeader().getFlag(Flags.AD);
  }

  /** The answer that lacks its records or their signatures; empty if all arrived whole. */
  Optional<String> missing() {
    if (!isSigned(keys, Type.DNSKEY)) {
      return Optional.of("the root's DNSKEY records");
    }
    if (!isSigned(soa, Type.SOA)) {
      return Optional.of("the root's SOA record");
    }
    if (!isSigned(delegation, Type.DS)) {
      return Optional.of("a DS record");
    }
    return isSignedDenial(denial) ? Optional.empty() : Optional.of("a signed NXDOMAIN");
  }

  private static boolean isSigned(Message answer, int type) {
    List<Record> records = answer.getSection(Section.ANSWER);
    return records.stream().anyMatch(record -> record.getType() == type)
        && !signatures(records, type).isEmpty();
  }

  private static boolean isSignedDenial(Message answer) {
    List<Record> records = answer.getSection(Section.AUTHORITY);
    return answer.getRcode() == Rcode.NXDOMAIN
        && (!signatures(records, Type.NSEC).isEmpty()
            || !signatures(records, Type.NSEC3).isEmpty());
  }

  private static List<RRSIGRecord> signatures(List<Record> records, int covered) {
    return records.stream()
        .filter(RRSIGRecord.class::isInstance)
        .map(RRSIGRecord.class::cast)
        .filter(signature -> signature.getTypeCovered() == covered)
        .toList();
  }

  /** When the newest signatures of keys and SOA are valid; empty if they have none in common. */
  Optional<Window> window() {
    Optional<RRSIGRecord> ofKeys = newest(keys, Type.DNSKEY);
    Optional<RRSIGRecord> ofSoa = newest(soa, Type.SOA);
    if (ofKeys.isEmpty() || ofSoa.isEmpty()) {
      return Optional.empty();
    }
    Instant from = later(ofKeys.get().getTimeSigned(), ofSoa.get().getTimeSigned());
    Instant to = earlier(ofKeys.get().getExpire(), ofSoa.get().getExpire());
    return from.isBefore(to) ? Optional.of(new Window(from, to)) : Optional.empty();
  }

  private static Optional<RRSIGRecord> newest(Message answer, int type) {
    return signatures(answer.getSection(Section.ANSWER), type).stream()
        .max(java.util.Comparator.comparing(RRSIGRecord::getTimeSigned));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
