package dev.trustconnect.gate;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.finding.Check;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The facts proven about a connection before anything was sent on it. Immutable. Each connection
 * has its own, and gets a new one when it is checked again. Only the gates create it. Equality is
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
  private final @Nullable UsedIdentity identity;
  private final Decision.Allowed decision;
  private final String policyFingerprint;
  private final Instant judgedAt;

  Evidence(
      HostName host,
      Resolution name,
      @Nullable InetAddress peer,
      VerifiedPath path,
      List<Pin> pinsMatched,
      @Nullable UsedIdentity identity,
      Decision.Allowed decision,
      String policyFingerprint,
      Instant judgedAt) {
    this.host = host;
    this.name = name;
    this.peer = peer;
    this.path = path;
    this.pinsMatched = List.copyOf(pinsMatched);
    this.identity = identity;
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

  /**
   * The client identity whose certificate the server got; empty if it didn't ask for one, or none
   * was released to it (see the finding for {@link Check#IDENTITY}).
   */
  public Optional<UsedIdentity> identity() {
    return Optional.ofNullable(identity);
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
   * handshake. A session of a {@code TlsKit} socket has the evidence of that socket's connection.
   * Other sessions, such as those of an {@code SSLEngine}, share the evidence of the full handshake
   * they were resumed from, which therefore has no peer.
   */
  public static Optional<Evidence> of(@Nullable SSLSession session) {
    Evidence stored = session == null ? null : storedIn(session);
    return session == null || stored == null ? Optional.empty() : Optional.of(stored.asOn(session));
  }

  /** The object that {@link #attachTo} stored; null if there is none. */
  static @Nullable Evidence storedIn(SSLSession session) {
    return session.getValue(SESSION_VALUE) instanceof Evidence evidence ? evidence : null;
  }

  /** An engine's evidence is stored before its certificate is chosen, and has it from here. */
  Evidence asOn(SSLSession session) {
    if (identity != null) {
      return this;
    }
    IdentityAnswer answer = IdentityAnswer.on(session);
    if (answer instanceof IdentityAnswer.Sent sent) {
      return with(sent.identity().asFinding(), sent.identity(), List.of());
    }
    return answer instanceof IdentityAnswer.Withheld withheld
        ? with(withheld.asFinding(), null, List.of())
        : this;
  }

  /**
   * A copy with another finding about {@link Check#IDENTITY}, the identity that was used, and the
   * warnings about it.
   */
  Evidence with(Finding ofIdentity, @Nullable UsedIdentity used, List<Warning> about) {
    List<Finding> findings = new ArrayList<>();
    for (Finding known : decision.findings()) {
      if (known.check() != Check.IDENTITY) {
        findings.add(known);
      }
    }
    findings.add(ofIdentity);
    Set<Warning> all = new LinkedHashSet<>(decision.warnings());
    all.addAll(about); // those about pins are there already
    return new Evidence(
        host,
        name,
        peer,
        path,
        pinsMatched,
        used,
        new Decision.Allowed(findings, List.copyOf(all), decision.forgiven()),
        policyFingerprint,
        judgedAt);
  }

  /** Stores this evidence in {@code session}, replacing older evidence. */
  void attachTo(SSLSession session) {
    session.putValue(SESSION_VALUE, this);
  }

  /**
   * When the path, the name's answer or the client certificate expires. After that the connection
   * is checked again before its next use.
   */
  public Instant validUntil() {
    Instant answer = name.validUntil();
    Instant first = answer.isBefore(path.validUntil()) ? answer : path.validUntil();
    return identity == null || first.isBefore(identity.validUntil())
        ? first
        : identity.validUntil();
  }

  /** The finding of {@code check}; empty if it wasn't made. The worst one, if there are several. */
  public Optional<Finding> finding(Check check) {
    Finding found = null;
    for (Finding one : decision.findings()) {
      if (one.check() == check && (found == null || found instanceof Finding.Satisfied)) {
        found = one;
      }
    }
    return Optional.ofNullable(found);
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
    if (identity != null) {
      line.append(", identified as ").append(identity);
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
