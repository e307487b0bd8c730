package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.refusal.NameRefusal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Type;

/** Makes addresses of the answers to A and AAAA, or says why not. Refuses under every policy. */
final class AddressSelection {
  private static final String WANTED = "SECURE, or a signed proof that the name is INSECURE";

  private AddressSelection() {}

  /** The special-purpose addresses among the final records of {@code answer}. */
  static List<AddressFinding> findings(ValidatedAnswer answer, AddressRules rules) {
    List<AddressFinding> findings = new ArrayList<>(0);
    for (byte[] bytes : addressBytes(answer)) {
      rules.find(bytes).ifPresent(findings::add);
    }
    return findings;
  }

  /**
   * The resolution of {@code host}.
   *
   * <p>BOGUS in either answer refuses. If one question fails and the other answer is proven, the
   * proven addresses are used (RFC 4074 §4.2: servers that fail for AAAA are common). An attacker
   * gains nothing by making one question fail: the remaining addresses have the same proof as
   * before, SECURE or proven INSECURE, and policies judge that verdict. He could as well drop the
   * packets to the other addresses, or the whole answer.
   *
   * @param missingUntil until when a resolution without one of the two answers may be used
   */
  static Resolution decide(
      HostName host,
      Lookup ipv4,
      Lookup ipv6,
      AddressRules rules,
      Duration elapsed,
      Instant missingUntil)
      throws UntrustedNameException {
    Verdict verdict = decisive(ipv4.answer(), ipv6.answer());
    if (!verdict.isProven()) {
      throw refused(
          host,
          verdict.reason(),
          verdict,
          verdict.label() + ", " + detail(verdict) + failures(ipv4, ipv6),
          WANTED);
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
    return new Resolution(host, addresses, ipv4, ipv6, elapsed, missingUntil);
  }

  /** The weaker verdict, unless that answer can be done without. */
  private static Verdict decisive(ValidatedAnswer ipv4, ValidatedAnswer ipv6) {
    if (isDispensable(ipv4) && hasAddresses(ipv6)) {
      return ipv6.verdict();
    }
    if (isDispensable(ipv6) && hasAddresses(ipv4)) {
      return ipv4.verdict();
    }
    return weaker(ipv4.verdict(), ipv6.verdict());
  }

  /**
   * Whether there is no answer: the upstream or the zone's servers failed. False for a validation
   * that was given up for its work: it might have found BOGUS.
   */
  private static boolean isDispensable(ValidatedAnswer answer) {
    Reason reason = answer.verdict().reason();
    return answer.verdict() instanceof Verdict.Indeterminate
        && reason.kind() == Reason.Kind.UNAVAILABLE
        && reason != Reason.UPSTREAM_CLOSED;
  }

  /** Whether there is a proof, and addresses by it. */
  static boolean hasAddresses(ValidatedAnswer answer) {
    return answer.verdict().isProven() && answer.last().kind() == Hop.Kind.POSITIVE;
  }

  private static UntrustedNameException refused(
      HostName host, Reason reason, Verdict verdict, String seen, String wanted) {
    return new UntrustedNameException(
        new NameRefusal(new Refusal(host.ascii(), reason, seen, wanted), verdict));
  }

  /** Each upstream with its own reason, where there are several. */
  private static String failures(Lookup ipv4, Lookup ipv6) {
    Set<String> failures = new LinkedHashSet<>();
    ipv4.failures().forEach(failure -> failures.add(failure.toString()));
    ipv6.failures().forEach(failure -> failures.add(failure.toString()));
    return failures.size() < 2 ? "" : " (upstreams: " + String.join(", ", failures) + ")";
  }

  private static String detail(Verdict verdict) {
    return verdict.link().map(link -> "at " + link + ": ").orElse("") + verdict.detail();
  }

  /** The weaker of two; of two equally weak ones the one with the more important reason. */
  private static Verdict weaker(Verdict a, Verdict b) {
    if (a.isWeakerThan(b) || b.isWeakerThan(a)) {
      return a.isWeakerThan(b) ? a : b;
    }
    return b.reason().isMoreTellingThan(a.reason()) ? b : a;
  }

  /**
   * IPv6 and IPv4 by turns, so that a client that tries them in order tries both kinds early (RFC
   * 8305 §4).
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

  /** The addresses of a proven answer; none if it isn't proven. */
  private static List<InetAddress> addresses(HostName host, Lookup lookup) {
    if (!lookup.answer().verdict().isProven()) {
      return List.of();
    }
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (byte[] bytes : addressBytes(lookup.answer())) {
      addresses.add(address(host, bytes));
    }
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
      for (DnsRecord record : answer.last().records()) {
        if (record.type() == Type.A || record.type() == Type.AAAA) {
          bytes.add(record.rdataBytes());
        }
      }
    }
    return bytes;
  }
}
