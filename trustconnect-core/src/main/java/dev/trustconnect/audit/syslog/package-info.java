/**
 * Connections to syslog receivers over TCP or TLS, with deadlines. Not exported.
 *
 * <p>Not done here: what a message says, reconnecting, and looking up the receiver's address.
 */
@NullMarked
package dev.trustconnect.audit.syslog;

import org.jspecify.annotations.NullMarked;
