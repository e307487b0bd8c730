package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * An OkHttp {@code Dns} that returns only addresses which TrustConnect has validated itself, and
 * refuses all others.
 *
 * <p>It never falls back to another resolver. OkHttp's caller gets a refusal as the original {@link
 * UntrustedNameException}. A lookup ends at the resolver's own deadline, since OkHttp's call
 * timeout can't end it. Thread-safe.
 *
 * <p>OkHttp doesn't call it for hosts that are IP addresses, nor for a host behind an HTTP proxy.
 */
public class TrustedDns implements Dns {
  private final Names names;

  TrustedDns(Names names) {
    this.names = names;
  }

  /**
   * A {@code Dns} that uses {@code resolver}, which the caller must close.
   *
   * <p>It is asynchronous on OkHttp 5.5 and later; on older versions it has only {@link #lookup}.
   * Two that use the same resolver are equal, so that clients with them can share connections.
   */
  public static TrustedDns over(TrustedResolver resolver) {
    return over(Names.of(resolver));
  }

  /**
   * A {@code Dns} that also refuses names which the policies don't allow. Two that use the same
   * gate are equal, so that clients with them can share connections.
   */
  public static TrustedDns over(NameGate gate) {
    return over(Names.of(gate));
  }

  /**
   * As {@link #over(NameGate)}, but not equal to an instance that has seen another epoch of a host.
   */
  static TrustedDns over(NameGate gate, CallEpochs epochs) {
    return over(Names.of(gate, epochs));
  }

  private static TrustedDns over(Names names) {
    // A separate class, since a class that overrides newCall can't be linked on OkHttp 4.
    return OkHttpAbilities.looksUpAsynchronously()
        ? AsyncTrustedDns.asking(names)
        : new TrustedDns(names);
  }

  /**
   * The addresses of {@code hostname}, IPv6 and IPv4 alternating. Blocks for at most the resolver's
   * timeout.
   *
   * @throws UntrustedNameException if the name is refused; it carries the reason
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
