/**
 * Carries one DNS question to a recursive resolver and its message back: DNS over HTTPS (RFC 8484).
 *
 * <p>Not done here: believing the message. It is capped, timed and decoded; whether it is true is
 * decided elsewhere.
 */
@NullMarked
package dev.trustconnect.upstream;

import org.jspecify.annotations.NullMarked;
