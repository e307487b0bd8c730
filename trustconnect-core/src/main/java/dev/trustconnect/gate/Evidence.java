package dev.trustconnect.gate;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What was proven about a connection before anything was sent on it. Immutable; one for each
 * connection, and one more when a policy has changed since. Only the gates make one. Two are equal
 * only if they are the same. Holds nothing secret.
 */
public final class Evidence {
  /** The name under which {@link SSLSession#getValue} has it. */
  public static final String SESSION_VALUE = "dev.trustconnect.evidence";

  private final HostName host;
  private final Resolution name;
  private final @Nullable InetAddress peer;
  private final VerifiedPath path;
  private final List<Pin> pinsMatched;
  private final Decision.Allowed decision;
  private final String policyFingerprint;
  private final Instant judgedAt;

  Evidence(
      HostName host,
      Resolution name,
      @Nullable InetAddress peer,
      VerifiedPath path,
      List<Pin> pinsMatched,
      Decision.Allowed decision,
      String policyFingerprint,
      Instant judgedAt) {
    this.host = host;
    this.name = name;
    this.peer = peer;
    this.path = path;
    this.pinsMatched = List.copyOf(pinsMatched);
    this.decision = decision;
    this.policyFingerprint = policyFingerprint;
    this.judgedAt = judgedAt;
  }

  /** The host it is about. */
  public HostName host() {
    return host;
  }

  /** How the name resolved: addresses, a verdict for each hop, and how long it holds. */
  public Resolution name() {
    return name;
  }

  /**
   * The address of this connection's peer; empty where it can't be seen: behind a proxy, on an
   * {@code SSLEngine}, from a session alone.
   */
  public Optional<InetAddress> peer() {
    return Optional.ofNullable(peer);
  }

  /** The verified path. */
  public VerifiedPath path() {
    return path;
  }

  /** The policy's pins that the path holds; empty if it has none. */
  public List<Pin> pinsMatched() {
    return pinsMatched;
  }

  /** The judge's decision, with all findings. */
  public Decision.Allowed decision() {
    return decision;
  }

  /** The fingerprint of the policy it was judged under. */
  public String policyFingerprint() {
    return policyFingerprint;
  }

  /** When it was judged. */
  public Instant judgedAt() {
    return judgedAt;
  }

  /**
   * The evidence that rides on {@code session}; empty if no gate looked at its handshake. A session
   * of {@code TlsKit}'s sockets has that of its own connection. Other sessions, {@code SSLEngine}'s
   * among them, share the evidence of the full handshake they were resumed from, which therefore
   * names no peer.
   */
  public static Optional<Evidence> of(@Nullable SSLSession session) {
    return session != null && session.getValue(SESSION_VALUE) instanceof Evidence evidence
        ? Optional.of(evidence)
        : Optional.empty();
  }

  /** Puts this evidence on {@code session}, in place of older one. */
  void attachTo(SSLSession session) {
    session.putValue(SESSION_VALUE, this);
  }

  /** The moment from which the path or the name's answer doesn't hold: then it is judged again. */
  public Instant validUntil() {
    Instant answer = name.validUntil();
    return answer.isBefore(path.validUntil()) ? answer : path.validUntil();
  }

  /** The findings, one for each check. */
  public List<Finding> findings() {
    return decision.findings();
  }

  /** Warnings, such as pins that expire soon. */
  public List<Warning> warnings() {
    return decision.warnings();
  }

  /**
   * One line: {@code api.example.com SECURE at 192.0.2.7, path api.example.com ← 'CN=…', pinned by
   * sha256/…}.
   */
  public String summary() {
    StringBuilder line = new StringBuilder(host.ascii());
    String hops =
        name.hops().stream().map(Evidence::shown).distinct().collect(Collectors.joining(", "));
    line.append(' ').append(hops);
    line.append(peer == null ? ", peer address not seen" : " at " + peer.getHostAddress());
    line.append(", path ").append(path);
    if (!pinsMatched.isEmpty()) {
      line.append(", pinned by ")
          .append(pinsMatched.stream().map(Pin::toString).collect(Collectors.joining(", ")));
    }
    decision.forgiven().forEach(f -> line.append(", REPORTED [").append(f.reason()).append(']'));
    warnings().forEach(w -> line.append(", WARNING ").append(w));
    return line.toString();
  }

  private static String shown(Hop hop) {
    return hop.verdict().label()
        + (hop.kind() == Hop.Kind.CNAME || hop.kind() == Hop.Kind.DNAME
            ? " to alias " + hop.owner()
            : "");
  }

  @Override
  public String toString() {
    return summary();
  }
}
