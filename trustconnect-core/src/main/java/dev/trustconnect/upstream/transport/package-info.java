/**
 * The interfaces that send a question to an upstream and carry a query to one DNS-over-HTTPS
 * server, and that server's settings. Exported to {@code dev.trustconnect.okhttp} alone.
 *
 * <p>Not done here: deadlines, repeated questions, and any look at the answer.
 */
@NullMarked
package dev.trustconnect.upstream.transport;

import org.jspecify.annotations.NullMarked;
