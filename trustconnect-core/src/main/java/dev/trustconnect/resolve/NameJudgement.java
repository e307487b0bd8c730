package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/** Turns the answers to A and AAAA into addresses, or says why not. Refuses under every policy. */
final class NameJudgement {
  private static final String WANTED = "SECURE, or a signed proof that the name is INSECURE";

  private NameJudgement() {}

  /** The special-purpose addresses among the final records of {@code answer}. */
  static List<AddressFinding> findings(ValidatedAnswer answer, AddressRules rules) {
    return addressBytes(answer).stream().flatMap(bytes -> rules.find(bytes).stream()).toList();
  }

  /**
   * The resolution of {@code host}.
   *
   * <p>Both answers must hold: one that failed may hide the addresses that its attacker doesn't
   * like.
   */
  static Resolution decide(
      HostName host, Lookup ipv4, Lookup ipv6, AddressRules rules, Duration elapsed)
      throws UntrustedNameException {
    Verdict verdict = weaker(ipv4.answer().verdict(), ipv6.answer().verdict());
    if (verdict instanceof Verdict.Bogus || verdict instanceof Verdict.Indeterminate) {
      throw refused(
          host, verdict.reason(), verdict, verdict.label() + ", " + detail(verdict), WANTED);
    }
    List<AddressFinding> findings = new ArrayList<>(findings(ipv4.answer(), rules));
    findings.addAll(findings(ipv6.answer(), rules));
    if (!findings.isEmpty()) {
      throw refused(
          host,
          Reason.ADDRESS_SPECIAL_PURPOSE,
          verdict,
          findings.get(0) + (findings.size() > 1 ? " and " + (findings.size() - 1) + " more" : ""),
          "public addresses, or the block allowed by the address rules");
    }
    List<InetAddress> addresses = byTurns(addresses(host, ipv6), addresses(host, ipv4));
    if (addresses.isEmpty()) {
      boolean absent = ipv4.answer().last().kind() == Hop.Kind.NXDOMAIN;
      throw refused(
          host,
          absent ? Reason.NAME_DOES_NOT_EXIST : Reason.ADDRESS_NONE,
          verdict,
          verdict.label()
              + (absent ? " that the name doesn't exist" : " that there is neither A nor AAAA"),
          "an address");
    }
    return new Resolution(host, addresses, ipv4, ipv6, elapsed);
  }

  private static UntrustedNameException refused(
      HostName host, Reason reason, Verdict verdict, String seen, String wanted) {
    return new UntrustedNameException(host.ascii(), reason, verdict, seen, wanted);
  }

  private static String detail(Verdict verdict) {
    return verdict.link().map(link -> "at " + link + ": ").orElse("") + verdict.detail();
  }

  /** The weaker of two; of two that are equally weak the one whose reason tells more. */
  private static Verdict weaker(Verdict a, Verdict b) {
    int difference = strength(a) - strength(b);
    if (difference == 0) {
      return a.reason().rank() <= b.reason().rank() ? a : b;
    }
    return difference < 0 ? a : b;
  }

  private static int strength(Verdict verdict) {
    if (verdict instanceof Verdict.Secure) {
      return 3;
    }
    if (verdict instanceof Verdict.Insecure) {
      return 2;
    }
    return verdict instanceof Verdict.Indeterminate ? 1 : 0;
  }

  /**
   * IPv6 and IPv4 by turns, so that whoever tries them in order meets both kinds early (RFC 8305
   * §4).
   */
  private static List<InetAddress> byTurns(List<InetAddress> ipv6, List<InetAddress> ipv4) {
    List<InetAddress> both = new ArrayList<>();
    for (int i = 0; i < Math.max(ipv6.size(), ipv4.size()); i++) {
      if (i < ipv6.size()) {
        both.add(ipv6.get(i));
      }
      if (i < ipv4.size()) {
        both.add(ipv4.get(i));
      }
    }
    return both;
  }

  private static List<InetAddress> addresses(HostName host, Lookup lookup) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    addressBytes(lookup.answer()).forEach(bytes -> addresses.add(address(host, bytes)));
    return List.copyOf(addresses);
  }

  private static InetAddress address(HostName host, byte[] bytes) {
    try {
      return bytes.length == 16
          ? Inet6Address.getByAddress(host.ascii(), bytes, -1)
          : InetAddress.getByAddress(host.ascii(), bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("dnsjava parsed an address of " + bytes.length + " bytes", e);
    }
  }

  private static List<byte[]> addressBytes(ValidatedAnswer answer) {
    List<byte[]> bytes = new ArrayList<>();
    if (answer.last().kind() == Hop.Kind.POSITIVE) {
      for (RRset set : answer.last().records()) {
        for (Record record : set.rrs(false)) {
          if (record instanceof ARecord || record instanceof AAAARecord) {
            bytes.add(record.rdataToWireCanonical());
          }
        }
      }
    }
    return bytes;
  }
}
