package dev.trustconnect.cli.resolve;

import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The records of a hop as they are shown: without signatures, unless signatures were asked for. */
final class ShownRecords {
  private ShownRecords() {}

  static List<Record> of(Question question, Hop hop) {
    return hop.records().stream().flatMap(set -> records(question, set)).toList();
  }

  /** A record's data in zone-file syntax. */
  static String data(Record record) {
    String data = record.rdataToString();
    return record.getType() == Type.AAAA ? Ipv6Text.shortened(data) : data;
  }

  private static Stream<Record> records(Question question, RRset set) {
    Stream<Record> data = set.rrs(false).stream();
    return question.type() == Type.RRSIG ? Stream.concat(data, set.sigs().stream()) : data;
  }
}
