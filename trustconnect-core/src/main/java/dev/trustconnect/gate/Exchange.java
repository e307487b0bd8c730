package dev.trustconnect.gate;

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

  /**
   * Checks secrets that the client itself chose for the request's host, as a cookie jar does. They
   * needn't be declared, but are refused if they belong to another host or port of this call.
   * Nothing else in the request is checked.
   *
   * @param request describes the request, as for {@link #check}
   * @return the names of headers to remove, as from {@link #check}
   * @throws UntrustedConnectionException if a secret belongs to another host or port
   */
  public Set<String> checkChosen(Function<Set<String>, Outgoing> request)
      throws UntrustedConnectionException {
    return gate.checkChosen(secrets, request);
  }

  /**
   * Checks secrets that were added to a request after its last check, for adapters that see them
   * only once they have been sent. From then on the call can't go to another host or port, since
   * what is added there can't be checked in time either.
   *
   * @param added describes the request, with only the added headers in its credentials
   * @throws UntrustedConnectionException if a secret belongs to another host or port
   */
  public void checkAddedLate(Function<Set<String>, Outgoing> added)
      throws UntrustedConnectionException {
    gate.checkAddedLate(secrets, added);
  }

  /**
   * Those of the values of headers that contain a secret which this call first sent to another host
   * or port, whatever the headers are called. Short values aren't searched for: many headers share
   * them. Costs almost nothing while the call has secrets of one place and goes there.
   *
   * @param host the host of the request that has the headers, as written in the URL
   * @param port the port of that request
   */
  public Set<String> belongingElsewhere(Collection<String> values, String host, int port) {
    return secrets.belongingElsewhere(values, host, port);
  }

  /** How many secrets there are, and nothing about them. */
  @Override
  public String toString() {
    return secrets.toString();
  }
}
