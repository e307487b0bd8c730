/**
 * Verifies the path from a peer's certificate, issued for the wanted name, to a root (RFC 5280, RFC
 * 9525).
 *
 * <p>Not done here: revocation (OCSP, CRL), certificate policies, fetching missing issuers (AIA),
 * and decisions about the connection. Additions of a peer around a certificate (bytes after it, a
 * BER length) are dropped by the Java runtime's parser and are neither checked nor pinned.
 */
@NullMarked
package dev.trustconnect.path;

import org.jspecify.annotations.NullMarked;
