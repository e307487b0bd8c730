package dev.trustconnect.upstream.transport;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * The parsed URL of a DoH server.
 *
 * @param uri without fragment and user information
 * @param host lower case, without trailing dot or brackets
 * @param port 1 to 65535
 */
public record DohUrl(URI uri, String host, int port) {
  private static final String TEMPLATE = "{?dns}";
  private static final String SCHEME = "https://";

  /**
   * Reads an https URL or the URI template of RFC 8484 §4.1, whose variable is dropped: a POST
   * doesn't use it.
   *
   * @throws IllegalArgumentException naming the position, counted from 1
   */
  public static DohUrl parse(String text) {
    String url =
        text.endsWith(TEMPLATE) ? text.substring(0, text.length() - TEMPLATE.length()) : text;
    if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refused(0, "it starts with " + SCHEME);
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // Don't quote the text or pass on the cause, which quotes it: it may contain a password.
      throw refused(Math.max(0, e.getIndex()), e.getReason());
    }
    int end = url.indexOf('/', SCHEME.length());
    String authority = end < 0 ? url : url.substring(0, end);
    if (authority.indexOf('@') >= 0) {
      throw refused(SCHEME.length(), "no user name or password belongs here");
    }
    if (uri.getRawFragment() != null) {
      throw refused(url.indexOf('#'), "no fragment belongs here");
    }
    if (uri.getHost() == null) {
      throw refused(
          SCHEME.length(),
          "a host name (an IDN in its xn-- form) or an address literal belongs here");
    }
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw refused(authority.lastIndexOf(':') + 1, "a port is a number from 1 to 65535");
    }
    DohUrl parsed = new DohUrl(uri, bare(uri.getHost()), port);
    try {
      parsed.literal();
    } catch (IllegalArgumentException e) {
      throw refused(SCHEME.length(), e.getMessage());
    }
    return parsed;
  }

  /** The address, if the host is a literal. */
  public Optional<InetAddress> literal() {
    if (uri.getHost().startsWith("[") || Address.isDottedQuad(host)) {
      return Optional.of(address(host));
    }
    return Optional.empty();
  }

  /** The same URL with this address as its host. */
  public URI at(InetAddress address) {
    String literal = address.getHostAddress();
    String authority = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(SCHEME + authority + (port == 443 ? "" : ":" + port) + path + query);
  }

  /** The host, with the port unless it is 443. */
  public String label() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == 443 ? shown : shown + ":" + port;
  }

  /**
   * Reads an address literal; no name is ever looked up.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  public static InetAddress address(String literal) {
    try {
      return Address.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address literal: " + literal, e);
    }
  }

  private static String bare(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String undotted = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    return undotted.toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException refused(int index, @Nullable String rule) {
    return new IllegalArgumentException(
        "the URL of a DoH server, at character " + (index + 1) + ": " + rule);
  }
}
