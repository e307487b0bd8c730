package dev.trustconnect.cli.probe;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.InterruptedIOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a probe: evidence, a refusal, or a failure. If it has both evidence and a failure,
 * the connection was proven and the request on it failed.
 *
 * @param endpoint host and port
 * @param policy the policy that applied; null for none
 * @param evidence what was proven; null if the connection was refused or failed
 * @param tls protocol and cipher suite; empty without evidence
 * @param failure the exception that ended the probe; null if there was none
 * @param answer the response's status and protocol; empty if no request was sent
 * @param clientCertificate what the server asked for and got; null unless {@code --identity} is
 *     given
 */
record Probed(
    String endpoint,
    @Nullable EndpointPolicy policy,
    @Nullable Evidence evidence,
    String tls,
    @Nullable Exception failure,
    String answer,
    @Nullable ClientCertificate clientCertificate) {
  /** The possible outcomes, with their exit statuses. */
  enum Outcome {
    /** It may be connected to. */
    ALLOWED(0),
    /** It was checked and refused. */
    REFUSED(1),
    /** The endpoint didn't answer, or no upstream could resolve its name. */
    UNREACHABLE(3),
    /** The connection failed before it was checked, or the request failed. */
    FAILED(3);

    private final int exitStatus;

    Outcome(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    int exitStatus() {
      return exitStatus;
    }
  }

  Probed with(ClientCertificate found) {
    return new Probed(endpoint, policy, evidence, tls, failure, answer, found);
  }

  /** The refusal, if it was one. */
  @Nullable TrustRefusal refusal() {
    return TrustRefusal.in(failure).orElse(null);
  }

  Outcome outcome() {
    if (failure == null) {
      return Outcome.ALLOWED;
    }
    TrustRefusal refusal = refusal();
    if (refusal != null) {
      // If the name couldn't be resolved, nothing is known about the endpoint.
      return refusal.reason().kind() == Reason.Kind.UNAVAILABLE
          ? Outcome.UNREACHABLE
          : Outcome.REFUSED;
    }
    return failure instanceof SocketException || failure instanceof InterruptedIOException
        ? Outcome.UNREACHABLE
        : Outcome.FAILED;
  }
}
