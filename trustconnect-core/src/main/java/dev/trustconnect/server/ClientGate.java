package dev.trustconnect.server;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Judged;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.policy.EndpointPolicy;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Refuses clients that the rules don't list, and stores the evidence in the session. Thread-safe.
 */
final class ClientGate extends X509ExtendedTrustManager {
  static final String SESSION_VALUE = "dev.trustconnect.client-evidence";

  private static final Set<Check> CHECKS = EnumSet.of(Check.PATH_VERIFIED);

  /** The mode that the judge decides under: violations refuse, and none is only reported. */
  private static final EndpointPolicy EVERY_CLIENT =
      EndpointPolicy.forHost("clients.invalid").build();

  private final ClientRules rules;
  private final AuditTrail trail;
  private final InstantSource clock;

  ClientGate(ClientRules rules, AuditTrail trail, InstantSource clock) {
    this.rules = rules;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    SSLSession handshake = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
    check(chain, socket.getInetAddress() == null ? "" : address(socket), handshake);
  }

  private static String address(Socket socket) {
    return " at " + socket.getInetAddress().getHostAddress();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, "", engine.getHandshakeSession());
  }

  private void check(X509Certificate[] chain, String where, @Nullable SSLSession handshake)
      throws UntrustedClientException {
    if (handshake == null) {
      throw notInAHandshake();
    }
    handshake.putValue(SESSION_VALUE, judge(List.of(chain), "a client" + where));
  }

  /** Always throws: without a connection there is nothing to store the evidence in. */
  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw notInAHandshake();
  }

  private UntrustedClientException notInAHandshake() {
    return new UntrustedClientException(
        new Refusal(
            "a client",
            Reason.GATE_NO_EVIDENCE,
            "a certificate to check without its handshake",
            "a server that passes the trust manager its socket or engine"));
  }

  /** The evidence of an allowed client. Throws if it is refused. The decision is audited. */
  ClientEvidence judge(List<X509Certificate> chain, String subject)
      throws UntrustedClientException {
    Instant now = clock.instant();
    List<Finding> findings = new ArrayList<>(1);
    VerifiedPath path = null;
    try {
      path =
          VerifiedPath.find(
              rules.roots(),
              new ServedChain(PeerName.client(rules.allowed()), chain, "UNKNOWN"),
              candidate -> false,
              now);
      findings.add(new Finding.Satisfied(Check.PATH_VERIFIED, path.toString()));
    } catch (BrokenPathException broken) {
      findings.add(broken.finding());
    }
    Decision decision = Judge.decide(EVERY_CLIENT, CHECKS, findings, now);
    if (decision instanceof Decision.Allowed && path != null) {
      trail.recordAllowed(() -> event(now, subject, decision, null));
      return new ClientEvidence(this, path, now);
    }
    Refusal refusal =
        decision instanceof Decision.Refused refused
            ? refused.of(subject)
            : new Refusal(
                subject, Reason.GATE_CHECK_MISSING, "no verified path", "a verified path");
    trail.record(() -> event(now, subject, decision, refusal));
    throw new UntrustedClientException(refusal);
  }

  private static Judged event(
      Instant now, String subject, Decision decision, @Nullable Refusal refusal) {
    return new Judged(
        now,
        Gate.CLIENT,
        subject,
        refusal == null ? Outcome.ALLOWED : Outcome.REFUSED,
        Optional.ofNullable(refusal).map(Refusal::reason),
        refusal == null ? "" : refusal.toString(),
        "",
        "",
        decision.findings(),
        decision.warnings());
  }

  /** The given roots, which the server names in its request (RFC 8446 §4.3.2, RFC 5246 §7.4.4). */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return rules.roots().certificates().toArray(new X509Certificate[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this trust manager checks clients only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }
}
