package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import okhttp3.Dns;

/**
 * An OkHttp {@code Dns} that yields only addresses whose DNSSEC verdict we computed ourselves, and
 * refuses the rest.
 *
 * <p>Never falls back to another resolver. A refusal reaches the caller of OkHttp as the very
 * {@link UntrustedNameException} that the resolver made. A lookup ends at the resolver's own
 * deadline, since OkHttp's call timeout can't end it. Thread-safe.
 *
 * <p>OkHttp doesn't ask for hosts that are IP addresses, nor for the origin behind an HTTP proxy.
 */
public class TrustedDns implements Dns {
  private final Names names;

  TrustedDns(Names names) {
    this.names = names;
  }

  /**
   * A {@code Dns} over {@code resolver}, which the caller keeps and closes.
   *
   * <p>Where OkHttp asks asynchronously (5.5 and later), it answers so; on older ones it only has
   * {@link #lookup}. Two over the same resolver are equal, so that clients with them can share
   * connections.
   */
  public static TrustedDns over(TrustedResolver resolver) {
    return over(Names.of(resolver));
  }

  /**
   * A {@code Dns} that also refuses what the policies don't allow. Two over the same gate are
   * equal, so that clients with them can share connections.
   */
  public static TrustedDns over(NameGate gate) {
    return over(Names.of(gate));
  }

  /** {@link #over(NameGate)}, not equal to those that have seen another era of a host. */
  static TrustedDns over(NameGate gate, CallEras eras) {
    return over(Names.of(gate, eras));
  }

  private static TrustedDns over(Names names) {
    // In a class of its own: one that overrides newCall can't be linked on OkHttp 4.
    boolean asynchronous =
        Arrays.stream(Dns.class.getMethods())
            .anyMatch(method -> method.getName().equals("newCall"));
    return asynchronous ? AsyncTrustedDns.asking(names) : new TrustedDns(names);
  }

  /**
   * The addresses of {@code hostname}, IPv6 and IPv4 by turns. Blocks, at most for the resolver's
   * timeout.
   *
   * @throws UntrustedNameException if the name is refused: it says why
   */
  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    Resolution resolution = names.resolve(hostname);
    return resolution.addresses();
  }

  Names names() {
    return names;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof TrustedDns that && names.equals(that.names);
  }

  @Override
  public final int hashCode() {
    return names.hashCode();
  }
}
