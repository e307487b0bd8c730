package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.resolve.Resolution;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of a connection that a gate is responsible for, has them decided, and creates the
 * evidence. Thread-safe.
 */
final class ConnectionInspection {
  /** In this order: pins are looked up in the path that was verified before. */
  static final List<Inspector> ALL =
      List.of(
          ConnectionInspection::name,
          ConnectionInspection::address,
          ConnectionInspection::path,
          ConnectionInspection::pins,
          ConnectionInspection::identity);

  /** Makes one check of a connection. */
  @FunctionalInterface
  interface Inspector {
    void inspect(ConnectionInspection inspection, Look look);
  }

  /** One inspection of a connection and its findings so far. */
  static final class Look {
    private final Facts facts;
    private final EndpointPolicy policy;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable VerifiedPath path;
    private Finding.@Nullable Violated brokenPath;
    private List<Pin> matched = List.of();

    private Look(Facts facts, EndpointPolicy policy, Instant now) {
      this.facts = facts;
      this.policy = policy;
      this.now = now;
    }
  }

  private final List<Inspector> inspectors;
  private final NameGate names;
  private final TrustRoots usualRoots;
  private final PeerAddresses peers;
  private final Audit audit;
  private final InstantSource clock;

  /**
   * What is known about the connection.
   *
   * @param routeProblem the problem with the route to the peer; null if there is none
   * @param identity what the server got when it asked for a client certificate; null if it hasn't
   *     asked, or can't have yet
   */
  record Facts(
      HostName host,
      int port,
      Resolution name,
      @Nullable InetSocketAddress peer,
      Finding.@Nullable Violated routeProblem,
      List<X509Certificate> served,
      String authType,
      @Nullable IdentityAnswer identity) {
    String subject() {
      return port > 0 ? host + ":" + port : host.ascii();
    }
  }

  ConnectionInspection(
      List<Inspector> inspectors,
      NameGate names,
      TrustRoots usualRoots,
      PeerAddresses peers,
      Audit audit,
      InstantSource clock) {
    this.inspectors = List.copyOf(inspectors);
    this.names = names;
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
  Evidence judge(Checkpoint checkpoint, Facts facts, EndpointPolicy policy)
      throws UntrustedPathException {
    Look look = new Look(facts, policy, clock.instant());
    for (Inspector inspector : inspectors) {
      inspector.inspect(this, look);
    }
    Decision decision = Judge.decide(policy, checkpoint.checks(), look.findings, look.now);
    audit.decided(checkpoint.gate(), facts.subject(), policy, decision);
    if (decision instanceof Decision.Allowed allowed && look.path != null) {
      return new Evidence(
          facts.host(),
          facts.name(),
          peers.addressOf(facts.peer()),
          look.path,
          look.matched,
          sent(facts.identity()),
          allowed,
          policy.fingerprint(),
          look.now);
    }
    throw refusal(facts.subject(), decision);
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
    Finding found = IdentityRules.finding(answer, policy, clock.instant());
    Decision decision =
        Judge.decide(policy, Checkpoint.IDENTITY.checks(), List.of(found), clock.instant());
    audit.decided(Checkpoint.IDENTITY.gate(), subject, policy, decision);
    if (!(decision instanceof Decision.Allowed)) {
      throw refusal(subject, decision);
    }
    return evidence.with(found, sent(answer), decision.warnings());
  }

  private void identity(Look look) {
    Facts facts = look.facts;
    if (facts.identity() != null || look.policy.identity().isPresent()) {
      look.findings.add(IdentityRules.finding(facts.identity(), look.policy, look.now));
    }
  }

  private void name(Look look) {
    look.findings.addAll(names.findings(look.facts.name(), look.policy));
  }

  private void address(Look look) {
    Facts facts = look.facts;
    Finding bound = peers.bound(facts.name(), facts.peer());
    look.findings.add(
        facts.routeProblem() == null || bound instanceof Finding.Violated
            ? bound
            : facts.routeProblem());
  }

  private void path(Look look) {
    TrustRoots roots = look.policy.roots().orElse(usualRoots);
    try {
      look.path = build(roots, look);
      look.findings.add(new Finding.Satisfied(Check.PATH_VERIFIED, look.path.toString()));
    } catch (BrokenPathException broken) {
      look.brokenPath = broken.finding();
      look.findings.add(look.brokenPath);
      if (look.policy.mode() == Mode.REPORT_ONLY && look.policy.roots().isPresent()) {
        pathToUsualRoots(look);
      }
    }
  }

  /** A policy that only reports allows what an ordinary client accepts. */
  private void pathToUsualRoots(Look look) {
    try {
      look.path = build(usualRoots, look);
      look.findings.add(new Finding.Satisfied(Check.PATH_TO_DEFAULT_ROOTS, look.path.toString()));
    } catch (BrokenPathException refusedByAll) {
      // The violation of the policy's own roots is already a finding.
    }
  }

  /**
   * Builds the path, preferring one that contains a pin, whatever the order of the served
   * certificates.
   */
  private static VerifiedPath build(TrustRoots roots, Look look) throws BrokenPathException {
    PinSet pins = look.policy.pins().orElse(null);
    Facts facts = look.facts;
    return VerifiedPath.find(
        roots,
        new ServedChain(peer(look), facts.served(), facts.authType()),
        candidate -> pins != null && pins.wouldMatch(candidate),
        look.now);
  }

  private static PeerName peer(Look look) {
    SpiffeId id = look.policy.peerId().orElse(null);
    return id == null ? PeerName.of(look.facts.host()) : PeerName.of(id);
  }

  /** Only the verified path counts: the served chain may contain unrelated certificates. */
  private void pins(Look look) {
    PinSet pins = look.policy.pins().orElse(null);
    if (pins == null) {
      look.findings.add(
          new Finding.NotEvaluated(Check.PINNED, Reason.PIN_NONE, "the policy has no pins"));
    } else if (look.path != null) {
      look.findings.add(pins.inspect(look.path));
      look.matched = pins.matched(look.path);
    } else if (look.brokenPath != null) {
      look.findings.add(
          new Finding.NotEvaluated(
              Check.PINNED, look.brokenPath.reason(), "no verified path to look for pins in"));
    }
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
