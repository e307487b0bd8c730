package dev.trustconnect.cli.resolve;

import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/** The records of a hop as they are shown: without signatures, unless signatures were asked for. */
final class ShownRecords {
  private ShownRecords() {}

  static List<DnsRecord> of(Question question, Hop hop) {
    return question.type() == Type.RRSIG
        ? Stream.concat(hop.records().stream(), hop.signatures().stream()).toList()
        : hop.records();
  }

  /** A record's data in zone-file syntax. */
  static String data(DnsRecord record) {
    return record.type() == Type.AAAA ? Ipv6Text.shortened(record.rdata()) : record.rdata();
  }
}
