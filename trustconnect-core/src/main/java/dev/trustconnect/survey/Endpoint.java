package dev.trustconnect.survey;

import dev.trustconnect.name.HostName;
import dev.trustconnect.text.SafeText;

/**
 * A host and a TCP port.
 *
 * @param port 1 to 65535
 */
public record Endpoint(HostName host, int port) implements Comparable<Endpoint> {
  private static final String HTTPS = "https://";
  private static final int USUAL_PORT = 443;
  private static final int MAX_PORT = 65_535;

  /**
   * @throws IllegalArgumentException if the port is out of range
   */
  public Endpoint {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535: " + port);
    }
  }

  /** The endpoint at port 443. */
  public static Endpoint of(HostName host) {
    return new Endpoint(host, USUAL_PORT);
  }

  /**
   * Reads {@code host}, {@code host:port}, or an {@code https:} URL, whose path and query are
   * ignored. The port is 443 if there is none.
   *
   * @throws IllegalArgumentException if it is none of these; the message quotes no user
   *     information, path or query
   */
  public static Endpoint parse(String text) {
    boolean isUrl = text.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
    String rest = isUrl ? authorityOf(text.substring(HTTPS.length())) : text;
    if (rest.contains("://")) {
      throw new IllegalArgumentException("only https: URLs have an endpoint to check");
    }
    int colon = rest.lastIndexOf(':');
    if (colon < 0) {
      return of(HostName.parse(rest));
    }
    return new Endpoint(HostName.parse(rest.substring(0, colon)), port(rest.substring(colon + 1)));
  }

  private static String authorityOf(String afterScheme) {
    int end = 0;
    while (end < afterScheme.length() && "/?#\\".indexOf(afterScheme.charAt(end)) < 0) {
      end++;
    }
    String authority = afterScheme.substring(0, end);
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static int port(String digits) {
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Endpoint::isDigit)) {
      throw new IllegalArgumentException(
          "'" + SafeText.of(digits) + "' isn't a port; write host:443, or an https: URL");
    }
    return Integer.parseInt(digits);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** By the host's labels from the last to the first, then by port: zones stay together. */
  @Override
  public int compareTo(Endpoint other) {
    int byHost = reversed(host).compareTo(reversed(other.host));
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  private static String reversed(HostName host) {
    String[] labels = host.ascii().split("\\.", -1);
    StringBuilder text = new StringBuilder();
    for (int i = labels.length - 1; i >= 0; i--) {
      text.append(labels[i]).append(' '); // sorts before every character of a label
    }
    return text.toString();
  }

  /** {@code host:port}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
