package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The addresses of a host whose DNSSEC verdict we computed ourselves: SECURE or INSECURE, never
 * less. Immutable.
 *
 * <p>Only {@link TrustedResolver} makes one; what can't be trusted is an {@link
 * UntrustedNameException} instead.
 */
public final class Resolution {
  private final HostName host;
  private final List<InetAddress> addresses;
  private final Lookup ipv4;
  private final Lookup ipv6;
  private final Duration elapsed;

  Resolution(
      HostName host, List<InetAddress> addresses, Lookup ipv4, Lookup ipv6, Duration elapsed) {
    this.host = host;
    this.addresses = List.copyOf(addresses);
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.elapsed = elapsed;
  }

  /** The host that was asked for. */
  public HostName host() {
    return host;
  }

  /**
   * The addresses, never empty: IPv6 and IPv4 by turns, IPv6 first (RFC 8305 §4), each kind in the
   * upstream's order. They carry {@link #host()} as their name, so that nothing looks them up in
   * reverse.
   */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /** The answer to the A question. */
  public ValidatedAnswer ipv4() {
    return ipv4.answer();
  }

  /** The answer to the AAAA question. */
  public ValidatedAnswer ipv6() {
    return ipv6.answer();
  }

  /** The weaker of the two verdicts. */
  public Verdict verdict() {
    return ipv6().verdict() instanceof Verdict.Insecure ? ipv6().verdict() : ipv4().verdict();
  }

  /** The hops of the answer that has addresses; of the IPv6 one if both have. Aliases first. */
  public List<Hop> hops() {
    return ipv6().last().kind() == Hop.Kind.POSITIVE ? ipv6().hops() : ipv4().hops();
  }

  /** The moment from which these addresses must not be used any more. */
  public Instant validUntil() {
    Instant four = ipv4().validUntil();
    Instant six = ipv6().validUntil();
    return four.isBefore(six) ? four : six;
  }

  /**
   * Questions asked upstream because of this resolution, as {@link Lookup#questions()} counts them.
   */
  public int questions() {
    return ipv4.questions() + ipv6.questions();
  }

  /**
   * How often answers had to be waited for; both kinds of addresses are asked for at the same time.
   */
  public int roundTrips() {
    return Math.max(ipv4.roundTrips(), ipv6.roundTrips());
  }

  /** From the call to the verdict. */
  public Duration elapsed() {
    return elapsed;
  }

  @Override
  public String toString() {
    return host
        + " "
        + addresses.stream().map(InetAddress::getHostAddress).toList()
        + " "
        + verdict();
  }
}
