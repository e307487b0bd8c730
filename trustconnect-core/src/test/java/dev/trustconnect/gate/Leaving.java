package dev.trustconnect.gate;

import dev.trustconnect.TrustConnect;
import java.util.Map;
import java.util.Set;

/** A request and the place that its call was addressed to. */
record Leaving(
    String homeHost,
    int homePort,
    String host,
    int port,
    boolean encrypted,
    boolean hasBody,
    boolean strippable,
    Map<String, String> credentials,
    Map<String, String> homeCredentials) {
  /** What the request gate of {@code trust} takes out of it, as the only request of its call. */
  Set<String> check(TrustConnect trust) throws UntrustedConnectionException {
    return trust.requestGate().begin(homeHost, homePort).check(names -> outgoing());
  }

  /** The {@code host:port} that it goes to. */
  String target() {
    return outgoing().target();
  }

  Outgoing outgoing() {
    return new Outgoing(host, port, encrypted, hasBody, strippable, credentials, homeCredentials);
  }
}
