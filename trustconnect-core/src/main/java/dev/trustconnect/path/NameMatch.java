package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.peer.PeerName;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the presented identifier that matches the peer's name (RFC 9525 §6).
 *
 * <p>A name matches DNS-IDs only, an address IP-IDs only, and a SPIFFE ID the URI; the common name
 * is ignored (§2).
 */
final class NameMatch {
  private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, the tags of GeneralName
  private static final int IP_ADDRESS = 7;
  private static final int SHOWN = 5;

  private NameMatch() {}

  /** The identifier in the peer's certificate that matches {@code peer}. */
  static String find(PeerName peer, List<X509Certificate> path, ChainExtensions chain)
      throws PathFailure {
    if (peer.clients() != null) {
      return ClientMatch.find(peer.clients(), path, chain);
    }
    CertificateExtensions leaf = chain.of(path.get(0));
    SpiffeId id = peer.id();
    if (id != null) {
      return findId(id, leaf);
    }
    List<String> others = new ArrayList<>();
    for (List<?> name : leaf.alternativeNames().orElse(List.of())) {
      int tag = (Integer) name.get(0);
      if ((tag == DNS_NAME || tag == IP_ADDRESS) && name.get(1) instanceof String presented) {
        if (isOf(peer, tag, presented)) {
          return presented;
        }
        others.add(ShownText.of(presented));
      }
    }
    throw new PathFailure(
        Reason.PATH_NAME_MISMATCH,
        "a certificate for " + shown(others),
        "a certificate for " + peer);
  }

  /** The certificate has exactly one URI, see {@link SvidRules}. */
  private static String findId(SpiffeId wanted, CertificateExtensions leaf) throws PathFailure {
    List<String> others = new ArrayList<>();
    for (List<?> name : leaf.alternativeNames().orElse(List.of())) {
      if ((Integer) name.get(0) == SvidRules.URI && name.get(1) instanceof String presented) {
        if (wanted.matches(presented)) {
          return presented;
        }
        others.add(ShownText.of(presented));
      }
    }
    throw new PathFailure(
        Reason.PATH_PEER_ID_MISMATCH,
        others.isEmpty() ? "a certificate without a URI" : "a certificate for " + shown(others),
        "a certificate for " + wanted);
  }

  private static boolean isOf(PeerName peer, int tag, String presented) {
    HostName host = peer.host();
    InetAddress address = peer.address();
    return host != null
        ? tag == DNS_NAME && matches(host.ascii(), presented.toLowerCase(Locale.ROOT))
        : address != null && tag == IP_ADDRESS && matches(address, presented);
  }

  /**
   * RFC 9525 §6.3: a wildcard is the whole left-most label and stands for exactly one label.
   *
   * <p>Stricter than RFC 9525: at least two labels must follow it, since a top-level domain doesn't
   * have a single owner.
   */
  private static boolean matches(String host, String pattern) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equals(host);
    }
    String parent = pattern.substring(1);
    int firstDot = host.indexOf('.');
    return pattern.startsWith("*.")
        && parent.indexOf('*') < 0
        && parent.indexOf('.', 1) > 0
        && firstDot > 0
        && host.substring(firstDot).equals(parent);
  }

  private static boolean matches(InetAddress wanted, String presented) {
    AddressRange only = literal(presented);
    return only != null && only.contains(wanted.getAddress());
  }

  private static @Nullable AddressRange literal(String presented) {
    try {
      return presented.indexOf('/') < 0 ? AddressRange.parse(presented) : null;
    } catch (IllegalArgumentException e) {
      return null; // an IP-ID of neither 4 nor 16 bytes matches nothing
    }
  }

  private static String shown(List<String> names) {
    if (names.isEmpty()) {
      return "no name or address";
    }
    return String.join(", ", names.subList(0, Math.min(names.size(), SHOWN)))
        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }
}
