package dev.trustconnect.audit;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the gates or the resolver did. Immutable; holds hosts, reasons and fingerprints,
 * never a secret.
 */
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
   * @param message the whole sentence of the refusal, which begins with {@code refused}, or with
   *     {@code reported} where the policy only reports; empty if it was allowed
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

  /** What happened to an upstream's turn. */
  enum Change {
    /** It failed where another upstream didn't: it is asked last until its pause ends. */
    PUT_ASIDE,
    /** It answered again: it is asked in its turn. */
    CAME_BACK
  }

  /**
   * An upstream is asked last for a while, or in its turn again.
   *
   * @param upstream its label
   * @param reason why it was put aside; null if it came back
   * @param until when its pause ends; null if it came back
   * @param name the name that was asked for, where a policy is written for it; else empty
   */
  record UpstreamChanged(
      Instant at,
      String upstream,
      Change change,
      @Nullable Reason reason,
      @Nullable Instant until,
      String name)
      implements AuditEvent {
    @Override
    public String toJson() {
      return EventJson.of(this);
    }
  }

  /**
   * One upstream's answer was BOGUS, and another's to the same question was proven. The first one
   * or the way to it is broken, or it lies; the proof was used.
   *
   * @param bogus the upstream whose answer failed validation
   * @param reason why it failed
   * @param proven the upstream whose answer was used
   * @param verdict of the answer that was used: {@code SECURE} or {@code INSECURE}
   * @param stripped whether the first answer had no signatures where the zone is signed
   * @param name the name that was asked for, where a policy is written for it; else empty
   */
  record UpstreamsDisagree(
      Instant at,
      String bogus,
      Reason reason,
      String proven,
      String verdict,
      boolean stripped,
      String name)
      implements AuditEvent {
    @Override
    public String toJson() {
      return EventJson.of(this);
    }
  }

  /**
   * No upstream led to a proof.
   *
   * @param failures each upstream that was asked, with its own reason, in the order asked
   * @param name the name that was asked for, where a policy is written for it; else empty
   */
  record UpstreamsFailed(Instant at, List<UpstreamFailure> failures, String name)
      implements AuditEvent {
    public UpstreamsFailed {
      failures = List.copyOf(failures);
    }

    @Override
    public String toJson() {
      return EventJson.of(this);
    }
  }

  /**
   * How one upstream failed.
   *
   * @param upstream its label
   */
  record UpstreamFailure(String upstream, Reason reason) {
    @Override
    public String toString() {
      return upstream + " " + reason;
    }
  }
}
