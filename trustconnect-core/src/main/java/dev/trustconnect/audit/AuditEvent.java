package dev.trustconnect.audit;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something the gates did. Immutable; holds hosts, reasons and fingerprints, never a secret. */
public sealed interface AuditEvent {
  /** When. */
  Instant at();

  /** One line of JSON with stable names, without a line break at its end. */
  String toJson();

  /** Which gate decided. */
  enum Gate {
    NAME,
    HANDSHAKE,
    CONNECTION,
    EXCHANGE
  }

  /** What it decided. */
  enum Outcome {
    ALLOWED,
    REFUSED,
    /** It would have refused, but the policy only reports. */
    REPORTED
  }

  /**
   * A gate decided.
   *
   * @param subject a host, or a host and port; never a path or query
   * @param reason why; null if it was allowed
   * @param message the whole sentence of the refusal; empty if it was allowed
   * @param policyFingerprint the policy it was decided under; empty if there is none
   */
  record Judged(
      Instant at,
      Gate gate,
      String subject,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      String policyFingerprint,
      List<Finding> findings,
      List<Warning> warnings)
      implements AuditEvent {
    public Judged {
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
    }

    @Override
    public String toJson() {
      return EventJson.of(this);
    }
  }

  /**
   * All policies were replaced.
   *
   * @param policies the new ones in one line each
   */
  record PoliciesReplaced(Instant at, List<String> policies) implements AuditEvent {
    public PoliciesReplaced {
      policies = List.copyOf(policies);
    }

    @Override
    public String toJson() {
      return EventJson.of(this);
    }
  }
}
