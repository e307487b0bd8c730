/**
 * Checks the certificates of clients, for TLS servers.
 *
 * <p>Not done here: the server itself, and revocation.
 */
@NullMarked
package dev.trustconnect.server;

import org.jspecify.annotations.NullMarked;
