package dev.trustconnect.survey;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificates and parameters that a server sent in a handshake, valid or not.
 *
 * @param authType the key exchange, as JSSE passes it to a trust manager
 * @param staples the stapled OCSP responses, as served
 */
record Observed(List<X509Certificate> served, String authType, List<byte[]> staples) {
  static final Observed NOTHING = new Observed(List.of(), "UNKNOWN", List.of());
}
