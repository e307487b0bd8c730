package dev.trustconnect.cli.watch;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a watch listens: an IP address and a port.
 *
 * @param address not a name, so that nothing has to be looked up
 */
record ListenAddress(InetAddress address, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:([0-9.]+)|\\[([0-9A-Fa-f:.]+)]):([0-9]{1,5})");

  /**
   * Reads {@code 127.0.0.1:9853} or {@code [::1]:9853}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text.replaceFirst("^localhost:", "127.0.0.1:"));
    if (matcher.matches() && Integer.parseInt(matcher.group(3)) <= 65_535) {
      String address = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      boolean isWhole = matcher.group(1) == null || address.matches("[0-9]+(\\.[0-9]+){3}");
      try {
        if (isWhole) { // a literal: no lookup
          return new ListenAddress(
              InetAddress.getByName(address), Integer.parseInt(matcher.group(3)));
        }
      } catch (UnknownHostException noAddress) {
        throw new IllegalArgumentException(malformed(text), noAddress);
      }
    }
    throw new IllegalArgumentException(malformed(text));
  }

  private static String malformed(String text) {
    return "--listen: '"
        + text
        + "' isn't an IP address and a port, such as 127.0.0.1:9853, or off";
  }

  /** As it is written. */
  @Override
  public String toString() {
    String text = address.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(address, port);
  }

  /**
   * Whether a request with this {@code Host} may be answered. A web page whose name leads to this
   * machine (DNS rebinding) shows that name here: on loopback only addresses and {@code localhost}
   * are accepted. On other addresses any host is: they are there to be reached by names.
   */
  boolean accepts(String host) {
    if (!address.isLoopbackAddress()) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    return name.equals("localhost")
        || name.matches("127(\\.[0-9]{1,3}){3}")
        || name.equals("[::1]");
  }
}
