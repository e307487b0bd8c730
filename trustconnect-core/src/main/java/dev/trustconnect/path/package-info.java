/**
 * The verified path from a peer's certificate to a root, made out to the name we mean (RFC 5280,
 * RFC 9525).
 *
 * <p>Not done here: revocation (OCSP, CRL), certificate policies, and fetching missing issuers
 * (AIA). The judge decides about the connection. What a peer wraps around a certificate (bytes
 * behind it, a BER length) is gone when the Java runtime has read it: neither judged nor pinned.
 */
@NullMarked
package dev.trustconnect.path;

import org.jspecify.annotations.NullMarked;
