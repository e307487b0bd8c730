package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a server got the client certificate that the policy names. An older generation of
 * the right identity is accepted until its certificate expires: renewing one doesn't end calls.
 *
 * @param answer null if the server hasn't asked
 */
record IdentityInspector(@Nullable IdentityAnswer answer, EndpointPolicy policy, Instant now)
    implements Inspector<FoundPath> {
  @Override
  public void inspect(FoundPath unused, List<Finding> findings) {
    findings.add(finding());
  }

  Finding finding() {
    if (answer == null) {
      return new Finding.NotEvaluated(
          Check.IDENTITY, Reason.IDENTITY_NOT_WANTED, "the server didn't ask for a certificate");
    }
    if (answer instanceof IdentityAnswer.Withheld withheld) {
      return withheld.asFinding();
    }
    String wanted =
        policy
            .identity()
            .map(name -> "only the certificate of identity '" + name + "'")
            .orElse("no client certificate: the policy names no identity");
    if (!(answer instanceof IdentityAnswer.Sent sent)) {
      return new Finding.Violated(
          Check.IDENTITY,
          Reason.IDENTITY_OTHER_THAN_POLICY,
          "a client certificate that no gate has released: " + answer,
          wanted);
    }
    UsedIdentity used = sent.identity();
    if (!policy.identity().filter(used.name()::equals).isPresent()) {
      return new Finding.Violated(
          Check.IDENTITY, Reason.IDENTITY_OTHER_THAN_POLICY, "the certificate of " + used, wanted);
    }
    if (now.isAfter(used.validUntil())) {
      return new Finding.Violated(
          Check.IDENTITY,
          Reason.IDENTITY_EXPIRED,
          "the certificate of " + used + ", which expired at " + used.validUntil(),
          "a new connection with a renewed certificate");
    }
    return used.asFinding();
  }
}
