package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.PathBuilder;
import dev.trustconnect.path.PathOutcome;
import dev.trustconnect.path.PeerName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinInspector;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects what is found about a connection, asks the judge, and makes the evidence. */
final class ConnectionInspection {
  private final NameGate names;
  private final TrustRoots usualRoots;
  private final Set<InetSocketAddress> proxies;
  private final Audit audit;
  private final InstantSource clock;

  /**
   * What is known about the connection when it is judged.
   *
   * @param way what is wrong with the way to the peer; null if nothing is, or it is judged
   *     elsewhere
   */
  record Facts(
      HostName host,
      int port,
      Resolution name,
      @Nullable InetSocketAddress peer,
      Finding.@Nullable Violated way,
      List<X509Certificate> served,
      String authType) {
    String subject() {
      return port > 0 ? host + ":" + port : host.ascii();
    }
  }

  ConnectionInspection(
      NameGate names,
      TrustRoots usualRoots,
      Set<InetSocketAddress> proxies,
      Audit audit,
      InstantSource clock) {
    this.names = names;
    this.usualRoots = usualRoots;
    this.proxies = Set.copyOf(proxies);
    this.audit = audit;
    this.clock = clock;
  }

  /** The evidence of an allowed connection; throws if it is refused. */
  Evidence judge(Gate gate, Facts facts, EndpointPolicy policy) throws UntrustedPathException {
    Instant now = clock.instant();
    List<Finding> findings = new ArrayList<>(names.findings(facts.name(), policy));
    Finding bound = bound(facts.name(), facts.peer());
    findings.add(facts.way() == null || bound instanceof Finding.Violated ? bound : facts.way());
    VerifiedPath path = addPath(findings, facts, policy, now);
    List<Pin> matched = path == null ? List.of() : addPins(findings, path, policy);
    Decision decision = Judge.decide(policy, findings, now);
    audit.decided(gate, facts.subject(), policy, decision);
    if (decision instanceof Decision.Allowed allowed && path != null) {
      InetAddress seen = addressOf(facts.peer());
      return new Evidence(
          facts.host(), facts.name(), seen, path, matched, allowed, policy.fingerprint(), now);
    }
    throw refusal(facts, decision);
  }

  private static UntrustedPathException refusal(Facts facts, Decision decision) {
    return decision instanceof Decision.Refused refused
        ? new UntrustedPathException(
            facts.subject(), refused.reason(), refused.seen(), refused.wanted())
        : new UntrustedPathException(
            facts.subject(), Reason.PATH_ISSUER_UNKNOWN, "no verified path", "one");
  }

  /**
   * {@code evidence} as a session may keep it: another connection may resume that at another
   * address, so this one's isn't in it.
   */
  static Evidence withoutPeer(Evidence evidence) {
    Decision.Allowed decision = evidence.decision();
    List<Finding> findings =
        decision.findings().stream()
            .map(found -> found.check() == Check.ADDRESS_BOUND ? peerNotSeen() : found)
            .toList();
    List<Decision.Refused> forgiven =
        decision.forgiven().stream()
            .filter(refused -> refused.reason() != Reason.ADDRESS_NOT_PROVEN)
            .toList();
    return new Evidence(
        evidence.host(),
        evidence.name(),
        null,
        evidence.path(),
        evidence.pinsMatched(),
        new Decision.Allowed(findings, decision.warnings(), forgiven),
        evidence.policyFingerprint(),
        evidence.judgedAt());
  }

  private static Finding peerNotSeen() {
    return new Finding.NotEvaluated(
        Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "the peer's address can't be seen here");
  }

  /** The peer of a socket; without an address if a SOCKS proxy looked the name up. */
  static InetSocketAddress peerOf(Socket socket) {
    return socket.getInetAddress() == null
        ? InetSocketAddress.createUnresolved("", socket.getPort())
        : new InetSocketAddress(socket.getInetAddress(), socket.getPort());
  }

  /**
   * Whether the peer is where the name leads.
   *
   * @param peer null on an engine, and where there is a session alone
   */
  Finding bound(Resolution name, @Nullable InetSocketAddress peer) {
    if (peer == null) {
      return peerNotSeen();
    }
    if (peer.getAddress() == null) {
      return proxies.isEmpty()
          ? new Finding.Violated(
              Check.ADDRESS_BOUND,
              Reason.ADDRESS_NOT_PROVEN,
              "a connection through a SOCKS proxy that isn't declared",
              "a direct one, or a declared proxy")
          : new Finding.NotEvaluated(
              Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "the peer is behind a SOCKS proxy");
    }
    if (isProxy(peer)) {
      return new Finding.NotEvaluated(
          Check.ADDRESS_BOUND,
          Reason.ADDRESS_NOT_SEEN,
          "the peer is behind the proxy " + peer.getAddress().getHostAddress());
    }
    String address = peer.getAddress().getHostAddress();
    return name.addresses().contains(peer.getAddress())
        ? new Finding.Satisfied(Check.ADDRESS_BOUND, address)
        : new Finding.Violated(
            Check.ADDRESS_BOUND,
            Reason.ADDRESS_NOT_PROVEN,
            "a connection to " + address,
            "one to "
                + name.addresses().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(" or "))
                + " (if it is your proxy, declare it)");
  }

  /** The peer's address; null where it can't be seen, and behind a declared proxy. */
  @Nullable InetAddress addressOf(@Nullable InetSocketAddress peer) {
    return peer == null || isProxy(peer) ? null : peer.getAddress();
  }

  private boolean isProxy(@Nullable InetSocketAddress peer) {
    return peer != null && proxies.contains(peer);
  }

  private @Nullable VerifiedPath addPath(
      List<Finding> findings, Facts facts, EndpointPolicy policy, Instant now) {
    TrustRoots roots = policy.roots().orElse(usualRoots);
    PathOutcome outcome = build(roots, facts, policy, now);
    if (outcome instanceof PathOutcome.Verified verified) {
      findings.add(new Finding.Satisfied(Check.PATH_VERIFIED, verified.path().toString()));
      return verified.path();
    }
    findings.add(((PathOutcome.Broken) outcome).finding());
    if (policy.mode() == Mode.REPORT_ONLY
        && policy.roots().isPresent()
        && build(usualRoots, facts, policy, now) instanceof PathOutcome.Verified usual) {
      findings.add(new Finding.Satisfied(Check.PATH_TO_USUAL_ROOTS, usual.path().toString()));
      return usual.path();
    }
    return null;
  }

  /** Of several paths one that holds a pin, in whatever order the peer serves its certificates. */
  private static PathOutcome build(
      TrustRoots roots, Facts facts, EndpointPolicy policy, Instant now) {
    return PathBuilder.to(roots)
        .preferring(
            path ->
                policy.pins().map(PinInspector::new).filter(p -> p.wouldMatch(path)).isPresent())
        .build(PeerName.of(facts.host()), facts.served(), facts.authType(), now);
  }

  private static List<Pin> addPins(
      List<Finding> findings, VerifiedPath path, EndpointPolicy policy) {
    if (policy.pins().isEmpty()) {
      findings.add(
          new Finding.NotEvaluated(Check.PINNED, Reason.PIN_NONE, "the policy has no pins"));
      return List.of();
    }
    PinInspector inspector = new PinInspector(policy.pins().get());
    findings.add(inspector.inspect(path));
    return inspector.matched(path);
  }
}
