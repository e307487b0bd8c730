package dev.trustconnect.testing;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Questions and answers in the types of dnsjava, in which a {@link SignedWorld} is written. */
public final class Dnsjava {
  private Dnsjava() {}

  /** The question for {@code type} at {@code name}. */
  public static Question question(Name name, int type) {
    return Question.of(name.toString(), type);
  }

  /** The name that is asked about. */
  public static Name name(Question question) {
    return TestNames.of(question.owner());
  }

  /** The name that a hop answers. */
  public static Name name(Hop hop) {
    return TestNames.of(hop.owner());
  }

  /** The record with its TTL. */
  public static Record record(DnsRecord record) {
    Name owner = TestNames.of(record.owner());
    byte[] data = record.rdataBytes();
    return Record.newRecord(
        owner, record.type(), DClass.IN, record.ttlSeconds(), data.length, data);
  }

  /** The records of every hop, each hop's RRSIGs after its data. */
  public static List<Record> records(ValidatedAnswer answer) {
    return answer.hops().stream()
        .flatMap(hop -> Stream.concat(hop.records().stream(), hop.signatures().stream()))
        .map(Dnsjava::record)
        .toList();
  }
}
