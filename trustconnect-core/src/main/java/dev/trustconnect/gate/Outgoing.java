package dev.trustconnect.gate;

import java.util.Map;

/**
 * A request that is about to leave, as far as the exchange gate must know it.
 *
 * @param homeHost the host the application addressed its call to, as in the URL
 * @param homePort its port
 * @param host the host this very request goes to: another one after a redirect
 * @param port its port
 * @param encrypted whether it goes over TLS
 * @param hasBody whether it carries a body
 * @param strippable whether headers can still be taken out of it; if not, one that should be is
 *     refused
 * @param credentials its headers whose lower-case names the gate says are secrets; several values
 *     of one name joined by line breaks
 * @param homeCredentials the same of the request the application made
 */
public record Outgoing(
    String homeHost,
    int homePort,
    String host,
    int port,
    boolean encrypted,
    boolean hasBody,
    boolean strippable,
    Map<String, String> credentials,
    Map<String, String> homeCredentials) {
  /** {@code host:port} of this very request. */
  String target() {
    return host + ":" + port;
  }

  /** Without the values: they are secrets. */
  @Override
  public String toString() {
    return host
        + ":"
        + port
        + " for "
        + homeHost
        + ":"
        + homePort
        + " with "
        + credentials.keySet();
  }
}
