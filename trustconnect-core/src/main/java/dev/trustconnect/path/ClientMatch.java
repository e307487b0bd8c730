package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.peer.ClientNames;
import dev.trustconnect.peer.PeerName;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name in a client's certificate that a server allows. Every authority of the path must
 * be allowed to issue for exactly this name.
 */
final class ClientMatch {
  private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, the tag of GeneralName
  private static final int SHOWN = 5;

  private ClientMatch() {}

  /** The allowed URI, DNS name or key. */
  static String find(ClientNames allowed, List<X509Certificate> path, ChainExtensions chain)
      throws PathFailure {
    List<String> others = new ArrayList<>();
    for (List<?> name : chain.of(path.get(0)).alternativeNames().orElse(List.of())) {
      if (name.get(1) instanceof String presented) {
        PeerName match = match(allowed, (Integer) name.get(0), presented);
        if (match != null) {
          SvidRules.check(path, match, chain);
          HostConstraints.check(path, match, chain);
          return match.id() != null ? presented : match.toString();
        }
        others.add(ShownText.of(presented));
      }
    }
    if (allowed.keys().test(path.get(0))) {
      return "a listed key";
    }
    throw new PathFailure(
        Reason.PATH_CLIENT_NOT_LISTED,
        ShownText.of(path.get(0))
            + " for "
            + (others.isEmpty()
                ? "no name"
                : String.join(", ", others.subList(0, Math.min(SHOWN, others.size())))),
        "a client whose SPIFFE ID, DNS name or key is listed");
  }

  private static @Nullable PeerName match(ClientNames allowed, int tag, String presented) {
    if (tag == SvidRules.URI) {
      for (SpiffeId id : allowed.ids()) {
        if (id.matches(presented)) {
          return PeerName.of(SpiffeId.parse(presented));
        }
      }
    } else if (tag == DNS_NAME) {
      HostName host = host(presented);
      for (HostPattern pattern : allowed.hosts()) {
        if (host != null && pattern.matches(host)) {
          return PeerName.of(host);
        }
      }
    }
    return null;
  }

  private static @Nullable HostName host(String presented) {
    try {
      return HostName.parse(presented);
    } catch (IllegalArgumentException e) {
      return null; // a wildcard, or no host at all: not the name of one client
    }
  }
}
