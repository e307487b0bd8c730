package dev.trustconnect.config;

import dev.trustconnect.name.AddressRange;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a proxy such as {@code 192.0.2.80:3128} or {@code [2001:db8::80]:3128}; no name is looked
 * up.
 */
final class ProxyText {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[(?<v6>[^]/]+)]|(?<v4>[^:/]+)):(?<port>[1-9][0-9]{0,4})");

  private ProxyText() {}

  static InetSocketAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > 0xffff) {
      throw new IllegalArgumentException("'" + text + "' isn't an address and port");
    }
    String v6 = matcher.group("v6");
    String address = v6 == null ? matcher.group("v4") : v6;
    return new InetSocketAddress(
        AddressRange.parse(address).first(), Integer.parseInt(matcher.group("port")));
  }
}
