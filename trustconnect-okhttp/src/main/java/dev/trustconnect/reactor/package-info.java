/**
 * Checks the connections and requests of Reactor Netty's HTTP client, and so of Spring's {@code
 * WebClient}.
 *
 * <p>Not done here: HTTP/2 and HTTP/3, Netty clients without Reactor, and servers.
 */
@NullMarked
package dev.trustconnect.reactor;

import org.jspecify.annotations.NullMarked;
