/**
 * What sends a question to an upstream, what carries a query to one DNS-over-HTTPS server, and what
 * it has to know of that server. Exported to {@code dev.trustconnect.okhttp} alone.
 *
 * <p>Not done here: deadlines, repeated questions, and any look at the answer.
 */
@NullMarked
package dev.trustconnect.upstream.transport;

import org.jspecify.annotations.NullMarked;
