package dev.trustconnect.peer;

import dev.trustconnect.name.HostPattern;
import dev.trustconnect.name.SpiffeId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;

/**
 * The clients that a server allows. One match is enough.
 *
 * @param ids the SPIFFE IDs that the only URI of a certificate may be
 * @param hosts the DNS names that a certificate may have, as it presents them: a certificate with a
 *     wildcard isn't any of them
 * @param keys whether the key of a client's certificate is listed
 */
public record ClientNames(
    List<SpiffeId> ids, List<HostPattern> hosts, Predicate<X509Certificate> keys) {
  public ClientNames {
    ids = List.copyOf(ids);
    hosts = List.copyOf(hosts);
  }
}
