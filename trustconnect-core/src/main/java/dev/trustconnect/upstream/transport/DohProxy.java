package dev.trustconnect.upstream.transport;

import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * An HTTP proxy that opens tunnels (CONNECT, RFC 9110 §9.3.6) to a DNS-over-HTTPS server.
 * Immutable.
 *
 * <p>TLS runs through the tunnel, and the server is checked as without a proxy: the proxy learns
 * which server is used and can refuse the connection, but can't read or change the traffic. A proxy
 * may be given by name. Only that name is looked up by the system's resolver, whose answers aren't
 * validated; a forged answer leads to another proxy, which can't do more than that either.
 */
public final class DohProxy {
  private static final String SCHEME = "http://";
  private static final String FORM = "write http://host:port or http://user:password@host:port";

  private final String host;
  private final @Nullable InetAddress literal;
  private final int port;
  private final @Nullable Password password;

  /** For Basic authentication (RFC 7617). */
  private record Password(String user, String password) {}

  private DohProxy(
      String host, @Nullable InetAddress literal, int port, @Nullable Password password) {
    this.host = host;
    this.literal = literal;
    this.port = port;
    this.password = password;
  }

  /**
   * Reads {@code http://host:port}, with {@code user:password@} before the host if the proxy
   * requires a password. No name is looked up.
   *
   * @throws IllegalArgumentException if it isn't of this form; the message doesn't quote {@code
   *     text}, which may contain a password
   */
  public static DohProxy parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused("the URL is malformed at character " + (Math.max(0, e.getIndex()) + 1));
    }
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refused("the URL of a proxy starts with " + SCHEME);
    }
    if (uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))) {
      throw refused("the URL of a proxy ends after the port");
    }
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw refused("the URL of a proxy has a host and a port from 1 to 65535");
    }
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    InetAddress literal = null;
    if (uri.getHost().startsWith("[") || Address.isDottedQuad(host)) {
      literal = DohUrl.address(host);
    } else {
      host = HostName.parse(host).toString();
    }
    return new DohProxy(host, literal, uri.getPort(), passwordIn(uri.getRawUserInfo()));
  }

  private static @Nullable Password passwordIn(@Nullable String userInfo) {
    if (userInfo == null) {
      return null;
    }
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw refused("a user name needs a password: user:password@host");
    }
    Password read =
        new Password(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    // RFC 7617 §2: a colon would move the boundary, a control character has no place in a header.
    if (read.user.isEmpty()
        || read.user.indexOf(':') >= 0
        || (read.user + read.password).chars().anyMatch(Character::isISOControl)) {
      throw refused("user name and password hold no control characters, and the name no colon");
    }
    return read;
  }

  /** Percent-decoded; a plus is a plus. {@code URI} has checked the digits. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(why + "; " + FORM);
  }

  /** The proxy's name in lower case, or its address without brackets. */
  public String host() {
    return host;
  }

  /** The port, 1 to 65535. */
  public int port() {
    return port;
  }

  /** The socket address to connect to; unresolved if the proxy was given by name. */
  public InetSocketAddress address() {
    return literal == null
        ? InetSocketAddress.createUnresolved(host, port)
        : new InetSocketAddress(literal, port);
  }

  /**
   * The value of the {@code Proxy-Authorization} header (RFC 7617), which is a secret; empty if
   * there is no password.
   */
  public Optional<String> authorization() {
    return Optional.ofNullable(password)
        .map(
            secret ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            (secret.user + ":" + secret.password)
                                .getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DohProxy that
        && host.equals(that.host)
        && port == that.port
        && Objects.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(host, port);
  }

  /** Host and port, without the password. */
  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return String.format(Locale.ROOT, "%s:%d", shown, port);
  }
}
