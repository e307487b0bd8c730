package dev.trustconnect.cli.probe;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.InterruptedIOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a probe: evidence, a refusal, or no connection that could be judged. Evidence and a
 * failure: the connection was proven, and the request on it failed.
 *
 * @param endpoint host and port
 * @param policy what it was judged by; null: the defaults
 * @param evidence what was proven; null if it was refused or didn't answer
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
  /** How a probe may end, with the exit status. */
  enum Outcome {
    /** It may be connected to. */
    ALLOWED(0),
    /** It was judged, and may not. */
    REFUSED(1),
    /** The endpoint didn't answer, or no upstream could resolve its name. */
    UNREACHABLE(3),
    /** The connection broke off before it was judged, or the request failed. */
    FAILED(3);

    private final int exitStatus;

    Outcome(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    int exitStatus() {
      return exitStatus;
    }
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
      // A name that couldn't be resolved says nothing about the endpoint.
      return refusal.reason().kind() == Reason.Kind.UNAVAILABLE
          ? Outcome.UNREACHABLE
          : Outcome.REFUSED;
    }
    return failure instanceof SocketException || failure instanceof InterruptedIOException
        ? Outcome.UNREACHABLE
        : Outcome.FAILED;
  }
}
