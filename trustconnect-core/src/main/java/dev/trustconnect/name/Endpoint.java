package dev.trustconnect.name;

/**
 * A host and a TCP port: what one connects to.
 *
 * @param host the canonical host name
 * @param port 1 to 65535
 */
public record Endpoint(HostName host, int port) {
  public Endpoint {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535: " + port);
    }
  }

  /**
   * Reads {@code host:port}; the port is not optional.
   *
   * @throws IllegalArgumentException if the text is something else; the message names the place
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("an endpoint is host:port, the port is missing: " + text);
    }
    String digits = text.substring(colon + 1);
    if (!digits.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException(
          "an endpoint is host:port, no port at position " + (colon + 2) + ": " + text);
    }
    return new Endpoint(HostName.parse(text.substring(0, colon)), Integer.parseInt(digits));
  }

  /** {@code host:port}, which {@link #parse} reads back. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
