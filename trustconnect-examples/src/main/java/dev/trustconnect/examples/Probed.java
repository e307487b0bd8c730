package dev.trustconnect.examples;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a probe came to: evidence, a refusal, or just no connection.
 *
 * @param endpoint host and port
 * @param policy what it was judged by; null if the profile refuses hosts without a policy
 * @param evidence what was proven; null if it was refused or nobody answered
 * @param tls protocol and cipher suite; empty without evidence
 * @param failure what ended it; null if nothing did
 * @param answer what a request came back with; empty if none was made
 */
record Probed(
    String endpoint,
    @Nullable EndpointPolicy policy,
    @Nullable Evidence evidence,
    String tls,
    @Nullable Exception failure,
    String answer) {

  /** The refusal, if it was one. */
  @Nullable TrustRefusal refusal() {
    return TrustRefusal.in(failure).orElse(null);
  }

  /** {@code ALLOWED}, {@code REFUSED}, or {@code UNREACHABLE}: nothing could be judged. */
  String outcome() {
    if (failure == null) {
      return "ALLOWED";
    }
    return refusal() == null ? "UNREACHABLE" : "REFUSED";
  }
}
