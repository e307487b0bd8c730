package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.Judged;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.security.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the gates' decisions in the audit trail, each refusal once, and reports them to the
 * meter. Thread-safe.
 */
final class Audit {
  private final AuditTrail trail;
  private final TrustMeter meter;
  private final Supplier<PolicyBook> book;
  private final InstantSource clock;
  private final Map<String, Long> expiring = new ConcurrentHashMap<>(); // by identity

  /**
   * Records in {@code trail} and reports to {@code meter}.
   *
   * @param book the policies in force, asked for only if there is a meter
   */
  Audit(AuditTrail trail, TrustMeter meter, Supplier<PolicyBook> book, InstantSource clock) {
    this.trail = trail;
    this.meter = meter;
    this.book = book;
    this.clock = clock;
  }

  void decided(Gate gate, String subject, EndpointPolicy policy, Decision decision) {
    decided(gate, () -> subject, policy, decision);
  }

  /** As above; the subject is computed only if a sink wants the event. */
  void decided(Gate gate, Supplier<String> subject, EndpointPolicy policy, Decision decision) {
    if (meter != TrustMeter.NONE) {
      measure(gate, policy, decision);
    }
    if (decision instanceof Decision.Allowed allowed
        && allowed.forgiven().isEmpty()
        && allowed.warnings().isEmpty()) {
      trail.recordAllowed(() -> event(gate, subject.get(), policy, decision));
    } else {
      trail.record(() -> event(gate, subject.get(), policy, decision));
    }
  }

  private void measure(Gate gate, EndpointPolicy policy, Decision decision) {
    HostPattern hosts = policy.hosts();
    boolean isWritten = hosts.isWildcard() || book.get().isWrittenFor(hosts.parent());
    Decision.Refused refused = refusedOrReported(decision);
    meter.judged(
        gate,
        isWritten ? hosts : null,
        outcome(decision),
        refused == null ? null : refused.reason());
  }

  private static Outcome outcome(Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      return allowed.forgiven().isEmpty() ? Outcome.ALLOWED : Outcome.REPORTED;
    }
    return Outcome.REFUSED;
  }

  private static Decision.@Nullable Refused refusedOrReported(Decision decision) {
    if (decision instanceof Decision.Refused enforced) {
      return enforced;
    }
    List<Decision.Refused> forgiven = ((Decision.Allowed) decision).forgiven();
    return forgiven.isEmpty() ? null : forgiven.get(0);
  }

  private Judged event(Gate gate, String subject, EndpointPolicy policy, Decision decision) {
    Outcome outcome = outcome(decision);
    Decision.Refused refused = refusedOrReported(decision);
    return new Judged(
        clock.instant(),
        gate,
        subject,
        outcome,
        refused == null ? Optional.empty() : Optional.of(refused.reason()),
        refused == null ? "" : message(outcome, subject, refused),
        policy.hosts().toString(),
        policy.fingerprint(),
        decision.findings(),
        decision.warnings());
  }

  private static String message(Outcome outcome, String subject, Decision.Refused why) {
    Refusal refusal = why.of(subject);
    return outcome == Outcome.REFUSED ? refusal.toString() : refusal.reported();
  }

  /** Records a refusal, and returns it as the exception that this gate's caller expects. */
  <E extends Exception> E refused(Gate gate, RefusedException why, Function<Refusal, E> exception) {
    refused(gate, why.refusal());
    E made = exception.apply(why.refusal());
    if (why.getCause() != null) {
      made.initCause(why.getCause());
    }
    return made;
  }

  /** Records a refusal that doesn't depend on a policy. */
  void refused(Gate gate, Refusal refusal) {
    if (meter != TrustMeter.NONE) {
      meter.judged(gate, writtenFor(refusal.subject()), Outcome.REFUSED, refusal.reason());
    }
    trail.record(
        () ->
            new Judged(
                clock.instant(),
                gate,
                refusal.subject(),
                Outcome.REFUSED,
                Optional.of(refusal.reason()),
                refusal.toString(),
                "",
                "",
                List.of(),
                List.of()));
  }

  /** The hosts of the policy written for a subject, {@code host} or {@code host:port}. */
  private @Nullable HostPattern writtenFor(String subject) {
    int colon = subject.lastIndexOf(':');
    try {
      HostName host = HostName.parse(colon < 0 ? subject : subject.substring(0, colon));
      PolicyBook policies = book.get();
      return policies.isWrittenFor(host)
          ? policies.policyFor(host).map(EndpointPolicy::hosts).orElse(null)
          : null;
    } catch (IllegalArgumentException notAHost) {
      return null;
    }
  }

  /** Reports a connection that was allowed. */
  void connected(Evidence evidence, int port) {
    if (meter != TrustMeter.NONE) {
      meter.connected(evidence, port);
    }
  }

  /** Records that a server asked for a client certificate and got none. */
  void withheld(
      String subject,
      String identity,
      IdentityAnswer.Withheld why,
      Principal @Nullable [] authorities) {
    trail.record(
        () ->
            new AuditEvent.IdentityEvent(
                clock.instant(),
                IdentityChange.WITHHELD,
                identity,
                subject,
                Optional.of(why.reason()),
                why.why(),
                WantedIdentity.names(authorities)));
  }

  /** Records that a server got a client certificate; only if a sink wants what was allowed. */
  void released(String subject, HeldIdentity held, Principal @Nullable [] authorities) {
    trail.recordAllowed(
        () ->
            new AuditEvent.IdentityEvent(
                clock.instant(),
                IdentityChange.RELEASED,
                held.toString(),
                subject,
                Optional.empty(),
                held.identity().toString(),
                WantedIdentity.names(authorities)));
  }

  /** Records a renewed identity. */
  void renewed(HeldIdentity held) {
    changed(IdentityChange.RENEWED, held, Optional.empty());
  }

  /** Records that an identity expires soon, once for each generation. */
  void expiresSoon(HeldIdentity held) {
    Long before = expiring.put(held.name(), held.generation());
    if (before != null && before == held.generation()) {
      return;
    }
    changed(IdentityChange.EXPIRES_SOON, held, Optional.of(Reason.IDENTITY_EXPIRES_SOON));
  }

  private void changed(IdentityChange change, HeldIdentity held, Optional<Reason> reason) {
    trail.record(
        () ->
            new AuditEvent.IdentityEvent(
                clock.instant(),
                change,
                held.toString(),
                "",
                reason,
                held.identity().toString(),
                List.of()));
  }

  void replaced(PolicyBook book) {
    trail.record(
        () ->
            new AuditEvent.PoliciesReplaced(
                clock.instant(),
                book.profile().name(),
                book.policies().stream().map(EndpointPolicy::toString).toList()));
  }
}
