package dev.trustconnect.gate;

import dev.trustconnect.gate.adapter.AdapterExchange;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client before the request gate: its requests, redirects and retries included, and
 * the connections that they are sent on. Remembers, as digests, which secrets the call sent where.
 * {@link RequestGate#begin} creates one for each call. Thread-safe.
 */
public final class Exchange {
  private final RequestGate gate;
  private final String homeHost;
  private final int homePort;
  private final SeenSecrets secrets = new SeenSecrets();
  private volatile @Nullable CheckedRequest checked;
  private String host; // of the request checked last; guarded by this
  private int port; // its port; guarded by this

  Exchange(RequestGate gate, String homeHost, int homePort) {
    this.gate = gate;
    this.homeHost = homeHost;
    this.homePort = homePort;
    this.host = homeHost;
    this.port = homePort;
  }

  /** Where the application addressed the call to. */
  String homeHost() {
    return homeHost;
  }

  /** The port of {@link #homeHost()}. */
  int homePort() {
    return homePort;
  }

  /** The secrets of this call so far. */
  SeenSecrets secrets() {
    return secrets;
  }

  /** The last request that was simply allowed; null if there is none. */
  @Nullable CheckedRequest checked() {
    return checked;
  }

  void checked(CheckedRequest allowed) {
    checked = allowed;
  }

  /**
   * Checks a request before it is sent. If it is allowed, its new secrets belong to its host and
   * port from then on.
   *
   * @param request describes the request, given the lower-case names of all headers that are
   *     secrets of some host; called once. Names and request are checked under the same policies,
   *     even if these are replaced in between
   * @return the lower-case names of headers to remove before it is sent; empty unless a policy says
   *     {@link CredentialRule#STRIP}
   * @throws UntrustedConnectionException if the request isn't encrypted, carries a secret or a body
   *     to a host it doesn't belong to, or goes to an IP address instead of a name
   */
  public Set<String> check(Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    return gate.check(this, request);
  }

  /** The request that is checked now goes there. */
  synchronized void goesTo(String toHost, int toPort) {
    host = toHost;
    port = toPort;
  }

  /**
   * The evidence of the connection that the request checked last is sent on. The connection is
   * checked again if the policies were replaced, or a certificate or the name's answer has expired.
   * Blocks only if the name has to be resolved again.
   *
   * @param session the connection's session; null if it has none
   * @throws UntrustedConnectionException if it has no evidence for this host, or the current
   *     policies refuse it
   */
  public Evidence connection(@Nullable SSLSession session) throws UntrustedConnectionException {
    String toHost;
    int toPort;
    synchronized (this) {
      toHost = host;
      toPort = port;
    }
    return gate.checkConnection(toHost, toPort, session);
  }

  /** For the adapter to OkHttp, whose client adds secrets by itself. */
  @SuppressWarnings("exports") // for trustconnect-okhttp
  public AdapterExchange<Outgoing, UntrustedConnectionException> forAdapter() {
    return new AdapterExchange<>() {
      @Override
      public Set<String> checkChosen(Function<Set<String>, Outgoing> request)
          throws UntrustedConnectionException {
        return gate.checkChosen(secrets, request);
      }

      @Override
      public void checkAddedLate(Function<Set<String>, Outgoing> added)
          throws UntrustedConnectionException {
        gate.checkAddedLate(secrets, added);
      }

      @Override
      public Set<String> belongingElsewhere(Collection<String> values, String at, int atPort) {
        return secrets.belongingElsewhere(values, at, atPort);
      }
    };
  }

  /** How many secrets there are, and nothing about them. */
  @Override
  public String toString() {
    return secrets.toString();
  }
}
