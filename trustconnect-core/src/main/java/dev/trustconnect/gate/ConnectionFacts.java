package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts known about a connection that is to be checked.
 *
 * @param peer null for an engine, or if only a session is known
 * @param routeProblem the problem with the route to the peer; null if there is none
 * @param identity what the server got when it asked for a client certificate; null if it hasn't
 *     asked, or can't have yet
 */
record ConnectionFacts(
    HostName host,
    int port,
    Resolution name,
    @Nullable InetSocketAddress peer,
    Finding.@Nullable Violated routeProblem,
    List<X509Certificate> served,
    String authType,
    @Nullable IdentityAnswer identity) {
  String subject() {
    return port > 0 ? host + ":" + port : host.ascii();
  }
}
