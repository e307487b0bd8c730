package dev.trustconnect.survey;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.resolve.AddressFinding;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What DNS says about the host.
 *
 * @param ipv4 the answer to the question for A records
 * @param ipv6 the answer to the question for AAAA records
 * @param https the answer to the question for HTTPS records (RFC 9460)
 * @param addresses those that may be connected to: of a proven answer, and allowed
 * @param special addresses of the answers that a public name must not yield
 * @param others what other upstreams answer
 * @param system the operating system's addresses; empty if it wasn't asked
 * @param refusal why the gates refuse the name; empty if they don't
 */
public record NameFacts(
    ValidatedAnswer ipv4,
    ValidatedAnswer ipv6,
    ValidatedAnswer https,
    List<InetAddress> addresses,
    List<AddressFinding> special,
    List<UpstreamView> others,
    Optional<List<InetAddress>> system,
    Optional<Refusal> refusal) {
  public NameFacts {
    addresses = List.copyOf(addresses);
    special = List.copyOf(special);
    others = List.copyOf(others);
    system = system.map(List::copyOf);
  }

  /** The weaker verdict of both answers that yield addresses. */
  public Verdict verdict() {
    return ipv4.verdict().isWeakerThan(ipv6.verdict()) ? ipv4.verdict() : ipv6.verdict();
  }

  /** The answer with the weaker verdict, which shows the problem of the name. */
  public ValidatedAnswer weaker() {
    return ipv6.verdict().isWeakerThan(ipv4.verdict()) ? ipv6 : ipv4;
  }

  /** The hops that are aliases, in order; of the answer for IPv4. */
  public List<Hop> aliases() {
    List<Hop> aliases = new ArrayList<>();
    for (Hop hop : ipv4.hops()) {
      if (hop.kind() == Hop.Kind.CNAME || hop.kind() == Hop.Kind.DNAME) {
        aliases.add(hop);
      }
    }
    return aliases;
  }

  /** The name where the addresses are: the host, or where its last alias leads. */
  public Hop target() {
    return ipv4.last();
  }

  /** The zone of the host itself, without the last dot; {@code .} for the root. */
  public String zone() {
    return withoutDot(ipv4.hops().get(0).zone());
  }

  /** Whether neither answer has a record and both are proven: the name is a dead end. */
  public boolean leadsNowhere() {
    return isAbsent(ipv4) && isAbsent(ipv6);
  }

  private static boolean isAbsent(ValidatedAnswer answer) {
    Hop.Kind kind = answer.last().kind();
    return answer.verdict().isProven() && (kind == Hop.Kind.NXDOMAIN || kind == Hop.Kind.NODATA);
  }

  /** The records of a type in the last hop of {@code answer}, if that is proven. */
  public static List<DnsRecord> recordsOf(ValidatedAnswer answer) {
    return answer.verdict().isProven() && answer.last().kind() == Hop.Kind.POSITIVE
        ? answer.last().records()
        : List.of();
  }

  static String withoutDot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
