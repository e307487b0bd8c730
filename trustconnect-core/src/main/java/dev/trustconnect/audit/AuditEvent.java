package dev.trustconnect.audit;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that the gates or the resolver did. Immutable. Contains hosts, reasons and
 * fingerprints, but no secrets.
 */
public sealed interface AuditEvent {
  /** When it happened. */
  Instant at();

  /** The event as one line of JSON with stable names, without a line break at the end. */
  default String toJson() {
    return EventJson.of(this);
  }

  /** The gate that decided. */
  enum Gate {
    /** Before connecting: the name and its addresses. */
    NAME,
    /** During a TLS handshake: the peer's address, certificate path and pins. */
    HANDSHAKE,
    /** Before a connection is used: its evidence, which a resumed or shared one may lack. */
    CONNECTION,
    /** Before a request is sent: encryption, secrets and body. */
    EXCHANGE,
    /** During a handshake of a server: the client's certificate. */
    CLIENT
  }

  /** The decision of a gate. */
  enum Outcome {
    /** Nothing was violated, or nothing that matters under the policy. */
    ALLOWED,
    /** It was refused. */
    REFUSED,
    /** It was allowed, but would be refused if the policy were enforced. */
    REPORTED
  }

  /**
   * A gate decided.
   *
   * @param subject a host, or a host and port; never a path or query
   * @param reason why it was refused or reported; empty if it was allowed
   * @param message the sentence of the refusal, which begins with {@code refused}, or with {@code
   *     reported} if the policy only reports; empty if it was allowed
   * @param policyHosts the hosts of the policy that applied, as its pattern is written; the host
   *     itself if no policy is written for it; empty if no policy applied
   * @param policyFingerprint the fingerprint of the policy that applied; empty if there is none
   * @param findings the results of the checks
   * @param warnings what needs attention, such as pins that expire soon
   */
  record Judged(
      Instant at,
      Gate gate,
      String subject,
      Outcome outcome,
      Optional<Reason> reason,
      String message,
      String policyHosts,
      String policyFingerprint,
      List<Finding> findings,
      List<Warning> warnings)
      implements AuditEvent {
    public Judged {
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
    }
  }

  /** A change or a use of a client identity. */
  enum IdentityChange {
    /** Its certificate went to a server. */
    RELEASED,
    /** A server asked for a client certificate and got none. */
    WITHHELD,
    /** Its source has a renewed certificate, which new connections use. */
    RENEWED,
    /** Its file changed and can't be used. The last good certificate stays. */
    NOT_RENEWED,
    /** Less than a third of its certificate's lifetime is left. Renew it. */
    EXPIRES_SOON
  }

  /**
   * A client identity was released to a server, withheld from one, or renewed.
   *
   * @param change which of these
   * @param identity its name, with {@code #} and its generation if one was chosen; empty if the
   *     policy names none
   * @param subject the server's host and port; empty if it isn't about one
   * @param reason why it wasn't released or renewed; empty otherwise
   * @param message the same in words, or the certificate
   * @param authorities the names of the certificate authorities that the server accepts, the first
   *     32, each as printable ASCII of at most 100 characters; empty if it accepts any, or if the
   *     event isn't about a server
   */
  record IdentityEvent(
      Instant at,
      IdentityChange change,
      String identity,
      String subject,
      Optional<Reason> reason,
      String message,
      List<String> authorities)
      implements AuditEvent {
    public IdentityEvent {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * All policies were replaced.
   *
   * @param profile the new profile, which says whether hosts without a policy are refused
   * @param policies the new policies, each as one line
   */
  record PoliciesReplaced(Instant at, String profile, List<String> policies) implements AuditEvent {
    public PoliciesReplaced {
      policies = List.copyOf(policies);
    }
  }

  /**
   * A watched policy file changed and can't be used. The policies in force stay.
   *
   * @param file the file, as the application named it
   * @param message what is wrong with it; several lines if there are several mistakes
   */
  record PoliciesNotReplaced(Instant at, String file, String message) implements AuditEvent {}

  /** A change in the order in which upstreams are asked. */
  enum Change {
    /** The upstream failed and another one didn't: it is asked last until its pause ends. */
    PUT_ASIDE,
    /** The upstream answered again: it is back in its usual place. */
    CAME_BACK
  }

  /**
   * An upstream was put aside for a while, or came back.
   *
   * @param upstream its label
   * @param change which of the two
   * @param reason why it was put aside; empty if it came back
   * @param until when its pause ends; empty if it came back
   * @param name the name that was looked up, if a policy is written for it; otherwise empty
   */
  record UpstreamChanged(
      Instant at,
      String upstream,
      Change change,
      Optional<Reason> reason,
      Optional<Instant> until,
      String name)
      implements AuditEvent {}

  /**
   * One upstream's answer was BOGUS, and another's answer to the same question was proven and used.
   * The first upstream is faulty or hostile, or something on the way to it is.
   *
   * @param bogus the label of the upstream whose answer failed validation
   * @param reason why it failed
   * @param proven the label of the upstream whose answer was used
   * @param verdict the verdict on the answer that was used: {@code SECURE} or {@code INSECURE}
   * @param stripped whether the first answer had no signatures although the zone is signed
   * @param name the name that was looked up, if a policy is written for it; otherwise empty
   */
  record UpstreamsDisagree(
      Instant at,
      String bogus,
      Reason reason,
      String proven,
      String verdict,
      boolean stripped,
      String name)
      implements AuditEvent {}

  /**
   * No upstream gave an answer that could be proven.
   *
   * @param failures each upstream that was asked and its reason, in the order asked
   * @param name the name that was looked up, if a policy is written for it; otherwise empty
   */
  record UpstreamsFailed(Instant at, List<UpstreamFailure> failures, String name)
      implements AuditEvent {
    public UpstreamsFailed {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Why one upstream failed.
   *
   * @param upstream its label
   * @param reason why its answer couldn't be used
   */
  record UpstreamFailure(String upstream, Reason reason) {
    @Override
    public String toString() {
      return upstream + " " + reason;
    }
  }
}
