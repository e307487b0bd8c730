package dev.trustconnect.peer;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificates that a peer served in TLS.
 *
 * @param peer the name or address that the certificate must be issued for
 * @param certificates as served, the peer's own first
 * @param authType the key exchange, as JSSE passes it to a trust manager; {@code UNKNOWN} if
 *     unknown
 */
public record ServedChain(PeerName peer, List<X509Certificate> certificates, String authType) {}
