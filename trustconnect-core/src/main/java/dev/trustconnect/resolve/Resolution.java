package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Staleness;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private final ValidatedAnswer ipv4;
  private final ValidatedAnswer ipv6;
  private final int questions;
  private final int roundTrips;
  private final Duration elapsed;
  private final Instant missingUntil;
  private final @Nullable Instant rememberedAt; // null: it was looked up

  Resolution(
      HostName host,
      List<InetAddress> addresses,
      Lookup ipv4,
      Lookup ipv6,
      Duration elapsed,
      Instant missingUntil) {
    this(
        host,
        List.copyOf(addresses),
        ipv4.answer(),
        ipv6.answer(),
        ipv4.questions() + ipv6.questions(),
        Math.max(ipv4.roundTrips(), ipv6.roundTrips()),
        elapsed,
        missingUntil,
        null);
  }

  private Resolution(
      HostName host,
      List<InetAddress> addresses,
      ValidatedAnswer ipv4,
      ValidatedAnswer ipv6,
      int questions,
      int roundTrips,
      Duration elapsed,
      Instant missingUntil,
      @Nullable Instant rememberedAt) {
    this.host = host;
    this.addresses = addresses;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.questions = questions;
    this.roundTrips = roundTrips;
    this.elapsed = elapsed;
    this.missingUntil = missingUntil;
    this.rememberedAt = rememberedAt;
  }

  /** The same, found in memory at {@code now}: TTLs are counted down when they are read. */
  Resolution rememberedAt(Instant now) {
    return new Resolution(host, addresses, ipv4, ipv6, 0, 0, Duration.ZERO, missingUntil, now);
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

  /** The answer to the A question; without records if it is {@link #missing}. */
  public ValidatedAnswer ipv4() {
    return seen(ipv4);
  }

  /** The answer to the AAAA question; without records if it is {@link #missing}. */
  public ValidatedAnswer ipv6() {
    return seen(ipv6);
  }

  private ValidatedAnswer seen(ValidatedAnswer answer) {
    return rememberedAt == null ? answer : answer.at(rememberedAt);
  }

  /**
   * The failed answer, if one of the two failed: its verdict is INDETERMINATE and says why, and
   * {@link #addresses()} are all of the other kind (RFC 4074 §4.2). Empty if both were answered.
   */
  public Optional<ValidatedAnswer> missing() {
    if (ipv4.verdict() instanceof Verdict.Indeterminate) {
      return Optional.of(ipv4);
    }
    return ipv6.verdict() instanceof Verdict.Indeterminate ? Optional.of(ipv6) : Optional.empty();
  }

  /** The weaker of the two verdicts; that of the other answer if one is {@link #missing}. */
  public Verdict verdict() {
    if (ipv4.verdict() instanceof Verdict.Indeterminate) {
      return ipv6.verdict();
    }
    Verdict six = ipv6.verdict();
    return six instanceof Verdict.Insecure ? six : ipv4.verdict();
  }

  /**
   * Present if one of the two answers is used past its TTL because no upstream has a newer one;
   * empty if both are fresh.
   */
  public Optional<Staleness> staleness() {
    Optional<Staleness> six = ipv6.verdict().staleness();
    return six.isPresent() ? six : ipv4.verdict().staleness();
  }

  /** The hops of the answer that has addresses; of the IPv6 one if both have. Aliases first. */
  public List<Hop> hops() {
    return ipv6.last().kind() == Hop.Kind.POSITIVE ? ipv6.hops() : ipv4.hops();
  }

  /**
   * The moment from which these addresses must not be used any more. If an answer is {@link
   * #missing}, it is asked for again soon.
   */
  public Instant validUntil() {
    if (missing().isPresent()) {
      Instant proven = verdict().validUntil();
      return proven.isBefore(missingUntil) ? proven : missingUntil;
    }
    Instant four = ipv4.validUntil();
    Instant six = ipv6.validUntil();
    return four.isBefore(six) ? four : six;
  }

  /**
   * Questions asked upstream because of this resolution, as {@link Lookup#questions()} counts them.
   */
  public int questions() {
    return questions;
  }

  /**
   * How often answers had to be waited for; both kinds of addresses are asked for at the same time.
   */
  public int roundTrips() {
    return roundTrips;
  }

  /** From the call to the verdict; zero if it was known. */
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
