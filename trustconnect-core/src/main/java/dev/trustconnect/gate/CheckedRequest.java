package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.util.List;

/**
 * The last request of a call that was allowed without a reservation, and what was found about it.
 * Clients show each request several times. The findings depend only on the values compared here, so
 * they aren't collected again; the decision is made again.
 *
 * @param secrets the size of the call's {@link SeenSecrets} after the check, which only grow
 * @param policy the policy of its host, which is the host that the application called
 */
record CheckedRequest(
    Outgoing request, PolicyBook book, int secrets, EndpointPolicy policy, List<Finding> findings) {
  CheckedRequest {
    request = request.copy(); // its maps may be a caller's, who changes them
  }

  /** Whether the check of {@code next} would find the same. */
  boolean coversAlso(Outgoing next, PolicyBook now, SeenSecrets seen) {
    return book == now
        && request.port() == next.port()
        && request.encrypted() == next.encrypted()
        && request.hasBody() == next.hasBody()
        && request.host().equals(next.host())
        && request.credentials().equals(next.credentials())
        && request.homeCredentials().equals(next.homeCredentials())
        && secrets == seen.size();
  }
}
