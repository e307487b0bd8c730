package dev.trustconnect.gate;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What was proven about a connection before anything was sent on it. Immutable. Each connection has
 * its own, and gets a new one when it is checked again. Only the gates create it. Equality is
 * identity. Contains no secrets.
 */
public final class Evidence {
  /** The name of the {@linkplain SSLSession#getValue session value} that holds the evidence. */
  static final String SESSION_VALUE = "dev.trustconnect.evidence";

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

  /** The host that the connection was checked for. */
  public HostName host() {
    return host;
  }

  /** The resolution of the name: addresses, the verdict for each hop, and its validity. */
  public Resolution name() {
    return name;
  }

  /**
   * The address of the connection's peer. Empty if it isn't visible: behind a proxy, on an {@code
   * SSLEngine}, or if only the session is known.
   */
  public Optional<InetAddress> peer() {
    return Optional.ofNullable(peer);
  }

  /** The verified certificate path. */
  public VerifiedPath path() {
    return path;
  }

  /** The policy's pins that the path contains; empty if none match or the policy has none. */
  public List<Pin> pinsMatched() {
    return pinsMatched;
  }

  /** The decision that allowed the connection, with all findings. */
  Decision.Allowed decision() {
    return decision;
  }

  /** The fingerprint of the policy that applied. */
  public String policyFingerprint() {
    return policyFingerprint;
  }

  /** When the connection was checked. */
  public Instant judgedAt() {
    return judgedAt;
  }

  /**
   * The evidence stored in {@code session}; empty if it is null or no gate has checked its
   * handshake. A session of a {@code TlsKit} socket has the evidence of its own connection. Other
   * sessions, such as those of an {@code SSLEngine}, share the evidence of the full handshake they
   * were resumed from, which therefore has no peer.
   */
  public static Optional<Evidence> of(@Nullable SSLSession session) {
    return session != null && session.getValue(SESSION_VALUE) instanceof Evidence evidence
        ? Optional.of(evidence)
        : Optional.empty();
  }

  /** Stores this evidence in {@code session}, replacing older evidence. */
  void attachTo(SSLSession session) {
    session.putValue(SESSION_VALUE, this);
  }

  /**
   * When the path or the name's answer expires. After that the connection is checked again before
   * its next use.
   */
  public Instant validUntil() {
    Instant answer = name.validUntil();
    return answer.isBefore(path.validUntil()) ? answer : path.validUntil();
  }

  /** The findings, at least one for each check. */
  public List<Finding> findings() {
    return decision.findings();
  }

  /**
   * Why the connection would have been refused if the policy were enforced; empty unless its mode
   * is {@code REPORT_ONLY}.
   */
  public List<Reason> reported() {
    return decision.forgiven().stream().map(Decision.Refused::reason).toList();
  }

  /** Warnings, such as pins that expire soon. */
  public List<Warning> warnings() {
    return decision.warnings();
  }

  /**
   * A one-line summary: {@code api.example.com SECURE at 192.0.2.7, path api.example.com ← 'CN=…',
   * pinned by sha256/…}.
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
    reported().forEach(reason -> line.append(", REPORTED [").append(reason).append(']'));
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
