package dev.trustconnect.gate;

import java.util.Map;

/**
 * The facts that the request gate needs about a request that is about to be sent. Contains secrets:
 * don't log it except with {@link #toString}.
 *
 * @param host the host that this request goes to, which differs after a redirect
 * @param port the port that this request goes to
 * @param encrypted whether it is sent over TLS
 * @param hasBody whether it has a body
 * @param strippable whether headers can still be removed from it; if not, a request with a header
 *     that must be removed is refused
 * @param credentials those of its headers whose lower-case names the gate passed as secrets;
 *     several values of one name are joined by line breaks
 * @param homeCredentials the same headers of the application's original request
 */
public record Outgoing(
    String host,
    int port,
    boolean encrypted,
    boolean hasBody,
    boolean strippable,
    Map<String, String> credentials,
    Map<String, String> homeCredentials) {
  /** The {@code host:port} that this request goes to. */
  String target() {
    return host + ":" + port;
  }

  /** The same with immutable maps. */
  Outgoing copy() {
    return new Outgoing(
        host,
        port,
        encrypted,
        hasBody,
        strippable,
        Map.copyOf(credentials),
        Map.copyOf(homeCredentials));
  }

  /** Host, port and header names, without the values, which are secrets. */
  @Override
  public String toString() {
    return target() + " with " + credentials.keySet();
  }
}
