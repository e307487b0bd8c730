/**
 * The verified path from a peer's certificate to a root, made out to the name we mean (RFC 5280,
 * RFC 9525).
 *
 * <p>Not done here: revocation (OCSP, CRL), certificate policies, and fetching missing issuers
 * (AIA). What a path means for a connection is decided by the judge.
 */
@NullMarked
package dev.trustconnect.path;

import org.jspecify.annotations.NullMarked;
