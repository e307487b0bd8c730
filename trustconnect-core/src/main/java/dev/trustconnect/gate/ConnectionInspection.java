package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.policy.EndpointPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of a connection that a gate is responsible for, has them decided, and creates the
 * evidence. Thread-safe.
 */
final class ConnectionInspection {
  private final Inspectors inspectors;
  private final TrustRoots usualRoots;
  private final PeerAddresses peers;
  private final Audit audit;
  private final InstantSource clock;

  ConnectionInspection(
      Inspectors inspectors,
      TrustRoots usualRoots,
      PeerAddresses peers,
      Audit audit,
      InstantSource clock) {
    this.inspectors = inspectors;
    this.usualRoots = usualRoots;
    this.peers = peers;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The evidence of an allowed connection. Throws if it is refused. The decision is audited.
   *
   * @param checkpoint {@code HANDSHAKE} or {@code CONNECTION}
   */
  Evidence judge(Checkpoint checkpoint, ConnectionFacts facts, EndpointPolicy policy)
      throws UntrustedPathException {
    Instant now = clock.instant();
    FoundPath found = FoundPath.build(policy, facts, usualRoots, now);
    List<Finding> findings = findings(found, facts, policy, now);
    Decision decision = Judge.decide(policy, checkpoint.checks(), findings, now);
    audit.decided(checkpoint.gate(), facts.subject(), policy, decision);
    VerifiedPath path = found.path();
    if (decision instanceof Decision.Allowed allowed && path != null) {
      Evidence evidence =
          new Evidence(
              facts.host(),
              facts.name(),
              peers.addressOf(facts.peer()),
              path,
              PinInspector.matched(policy, path),
              sent(facts.identity()),
              allowed,
              policy.fingerprint(),
              now);
      audit.connected(evidence, facts.port());
      return evidence;
    }
    throw refusal(facts.subject(), decision);
  }

  private List<Finding> findings(
      FoundPath found, ConnectionFacts facts, EndpointPolicy policy, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (Inspector<FoundPath> inspector : inspectors.of(policy, facts, now)) {
      inspector.inspect(found, findings);
    }
    return findings;
  }

  /** What {@link #judge} would decide about a handshake. Nothing is audited. */
  Rehearsal.Connection rehearse(ConnectionFacts facts, EndpointPolicy policy) {
    Instant now = clock.instant();
    FoundPath found = FoundPath.build(policy, facts, usualRoots, now);
    List<Finding> findings = findings(found, facts, policy, now);
    Decision decision = Judge.decide(policy, Checkpoint.HANDSHAKE.checks(), findings, now);
    VerifiedPath path = found.path();
    return new Rehearsal.Connection(
        Optional.ofNullable(path),
        path == null ? List.of() : PinInspector.matched(policy, path),
        decision.findings(),
        decision instanceof Decision.Refused refused
            ? Optional.of(refused.of(facts.subject()))
            : Optional.empty());
  }

  private static @Nullable UsedIdentity sent(@Nullable IdentityAnswer answer) {
    return answer instanceof IdentityAnswer.Sent sent ? sent.identity() : null;
  }

  /**
   * {@code evidence} of a handshake, completed with what the server got when it asked for a client
   * certificate. Throws if that is refused. The decision is audited.
   */
  Evidence withIdentity(Evidence evidence, int port, IdentityAnswer answer, EndpointPolicy policy)
      throws UntrustedPathException {
    String subject = port > 0 ? evidence.host() + ":" + port : evidence.host().ascii();
    Finding found = new IdentityInspector(answer, policy, clock.instant()).finding();
    Decision decision =
        Judge.decide(policy, Checkpoint.IDENTITY.checks(), List.of(found), clock.instant());
    audit.decided(Checkpoint.IDENTITY.gate(), subject, policy, decision);
    if (!(decision instanceof Decision.Allowed)) {
      throw refusal(subject, decision);
    }
    return evidence.with(found, sent(answer), decision.warnings());
  }

  private static UntrustedPathException refusal(String subject, Decision decision) {
    return new UntrustedPathException(
        decision instanceof Decision.Refused refused
            ? refused.of(subject)
            : new Refusal(
                subject, Reason.PATH_ISSUER_UNKNOWN, "no verified path", "a verified path"));
  }

  /**
   * {@code evidence} without the peer's address, for the session: another connection may resume the
   * session at another address.
   */
  static Evidence withoutPeer(Evidence evidence) {
    Decision.Allowed decision = evidence.decision();
    List<Finding> findings = new ArrayList<>();
    for (Finding found : decision.findings()) {
      findings.add(found.check() == Check.ADDRESS_BOUND ? PeerAddresses.notSeen() : found);
    }
    List<Decision.Refused> forgiven = new ArrayList<>(0);
    for (Decision.Refused refused : decision.forgiven()) {
      if (refused.reason() != Reason.ADDRESS_NOT_PROVEN
          && refused.reason() != Reason.GATE_SOCKET_NOT_OURS) {
        forgiven.add(refused);
      }
    }
    return new Evidence(
        evidence.host(),
        evidence.name(),
        null,
        evidence.path(),
        evidence.pinsMatched(),
        evidence.identity().orElse(null),
        new Decision.Allowed(findings, decision.warnings(), forgiven),
        evidence.policyFingerprint(),
        evidence.judgedAt());
  }
}
