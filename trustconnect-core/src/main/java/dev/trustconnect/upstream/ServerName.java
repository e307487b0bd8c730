package dev.trustconnect.upstream;

import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a certificate is for this server (RFC 9525).
 *
 * <p>Only DNS-ID for a name and IP-ID for an address; the common name is never looked at (§2).
 */
final class ServerName {
  private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, the tags of GeneralName
  private static final int IP_ADDRESS = 7;

  private final String host;
  private final @Nullable InetAddress address;

  /** A server called by name: lower case, no trailing dot. */
  ServerName(String host) {
    this.host = host;
    this.address = null;
  }

  /** A server called by its address. */
  ServerName(InetAddress address) {
    this.host = address.getHostAddress();
    this.address = address;
  }

  /** Throws unless one of the certificate's subject alternative names is this server's. */
  void check(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    List<String> seen = new ArrayList<>();
    for (List<?> name : names == null ? List.<List<?>>of() : names) {
      int tag = (Integer) name.get(0);
      if (!(name.get(1) instanceof String presented)) {
        continue;
      }
      boolean ours =
          address == null
              ? tag == DNS_NAME && matches(presented)
              : tag == IP_ADDRESS && matches(address, presented);
      if (ours) {
        return;
      }
      if (tag == DNS_NAME || tag == IP_ADDRESS) {
        seen.add(Failures.shown(presented));
      }
    }
    throw new CertificateException("certificate is for " + shown(seen) + "; wanted " + host);
  }

  /**
   * RFC 9525 §6.3: a wildcard is the whole left-most label and stands for exactly one label.
   *
   * <p>Stricter: two labels follow it, since nobody owns all of a top-level domain.
   */
  private boolean matches(String presented) {
    String pattern = presented.toLowerCase(Locale.ROOT);
    if (pattern.equals(host)) {
      return host.indexOf('*') < 0;
    }
    if (!pattern.startsWith("*.")) {
      return false;
    }
    String parent = pattern.substring(1);
    int firstDot = host.indexOf('.');
    return parent.indexOf('*') < 0
        && parent.indexOf('.', 1) > 0
        && firstDot > 0
        && host.substring(firstDot).equals(parent);
  }

  private static boolean matches(InetAddress wanted, String presented) {
    try {
      return DohUrl.address(presented).equals(wanted);
    } catch (IllegalArgumentException e) {
      return false; // an IP-ID of neither 4 nor 16 bytes is nobody's
    }
  }

  private static String shown(List<String> seen) {
    if (seen.isEmpty()) {
      return "no name or address";
    }
    return String.join(", ", seen.subList(0, Math.min(seen.size(), 5)))
        + (seen.size() > 5 ? ", …" : "");
  }
}
