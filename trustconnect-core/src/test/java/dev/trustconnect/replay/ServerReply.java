package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What an authoritative server said, as a recursive resolver looks at it. */
record ServerReply(
    int rcode, List<Record> answer, List<Record> authority, List<Record> additional) {

  static ServerReply of(RplFile.Entry entry) {
    return new ServerReply(entry.rcode(), entry.answer(), entry.authority(), entry.additional());
  }

  /** Whether the server answered at all, be it that there is nothing. */
  boolean isUsable() {
    return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN || rcode == Rcode.YXDOMAIN;
  }

  /** Whether the server says that there is nothing: an SOA without an answer, or NXDOMAIN. */
  boolean isNegative() {
    return rcode == Rcode.NXDOMAIN || authority.stream().anyMatch(r -> r.getType() == Type.SOA);
  }

  /** The zone below {@code zone} to which this refers {@code asked}, if it is a referral. */
  Optional<Name> referral(Name zone, Question asked) {
    if (rcode != Rcode.NOERROR || !answer.isEmpty() || isNegative()) {
      return Optional.empty();
    }
    return authority.stream()
        .filter(NSRecord.class::isInstance)
        .map(Record::getName)
        .filter(
            cut -> Dnsjava.name(asked).subdomain(cut) && cut.subdomain(zone) && !cut.equals(zone))
        .findFirst();
  }

  /** The name servers of {@code cut}. */
  List<Name> servers(Name cut) {
    return authority.stream()
        .filter(r -> r instanceof NSRecord && r.getName().equals(cut))
        .map(r -> ((NSRecord) r).getTarget())
        .toList();
  }

  /** The addresses that come along for {@code server}. */
  List<String> glue(Name server) {
    return additional.stream()
        .filter(r -> r.getName().equals(server))
        .filter(r -> r.getType() == Type.A || r.getType() == Type.AAAA)
        .map(Record::rdataToString)
        .toList();
  }

  /**
   * What answers {@code asked} at its name: the type asked for or an alias, whichever the server
   * put first; empty if neither is there. ANY takes everything at the name.
   */
  List<Record> at(Question asked) {
    if (asked.type() == Type.ANY) {
      return unique(answer.stream().filter(r -> r.getName().equals(Dnsjava.name(asked))).toList());
    }
    return answer.stream()
        .filter(r -> r.getName().equals(Dnsjava.name(asked)))
        .filter(r -> r.getType() == asked.type() || r.getType() == Type.CNAME)
        .findFirst()
        .map(first -> signed(answer, first.getName(), first.getType()))
        .orElse(List.of());
  }

  /** The DNAME above {@code name} with its signatures; empty if there is none. */
  List<Record> dnameAbove(Name name) {
    return answer.stream()
        .filter(r -> r instanceof DNAMERecord && name.subdomain(r.getName()))
        .filter(r -> !r.getName().equals(name))
        .findFirst()
        .map(dname -> signed(answer, dname.getName(), Type.DNAME))
        .orElse(List.of());
  }

  /**
   * The authority's sets of one of {@code types} at or below {@code zone}, with their signatures.
   */
  List<Record> authority(Name zone, List<Integer> types) {
    List<Record> chosen = new ArrayList<>();
    for (Record record : authority) {
      if (record.getName().subdomain(zone) && types.contains(record.getType())) {
        chosen.addAll(signed(authority, record.getName(), record.getType()));
      }
    }
    return unique(chosen);
  }

  /** The set in {@code section}, and its signatures from wherever the server put them. */
  private List<Record> signed(List<Record> section, Name name, int type) {
    List<Record> set = new ArrayList<>();
    section.stream().filter(r -> r.getName().equals(name) && r.getType() == type).forEach(set::add);
    for (List<Record> any : List.of(answer, authority, additional)) {
      any.stream()
          .filter(r -> r instanceof RRSIGRecord sig && sig.getTypeCovered() == type)
          .filter(r -> r.getName().equals(name))
          .forEach(set::add);
    }
    return unique(set);
  }

  private static List<Record> unique(List<Record> records) {
    List<Record> unique = new ArrayList<>();
    for (Record record : records) {
      if (!unique.contains(record)) {
        unique.add(record);
      }
    }
    return unique;
  }
}
