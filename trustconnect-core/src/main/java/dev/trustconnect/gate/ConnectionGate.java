package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets a connection be used only with evidence for this host, judged under the policy in force.
 * Thread-safe.
 *
 * <p>A resumed session skips the trust manager, and a pooled connection outlives its policy and the
 * answer that led to it: they are judged again here, with the certificates of their handshake.
 */
final class ConnectionGate implements HostnameVerifier {
  private final NameGate names;
  private final ConnectionJudge judge;
  private final SessionMarks marks;
  private final Audit audit;
  private final InstantSource clock;

  ConnectionGate(
      NameGate names, ConnectionJudge judge, SessionMarks marks, Audit audit, InstantSource clock) {
    this.names = names;
    this.judge = judge;
    this.marks = marks;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * True, or an {@link UntrustedConnectionException}: the interface declares none, but its callers
   * (OkHttp, {@code HttpsURLConnection}) expect I/O exceptions there, and false would lose the
   * reason.
   */
  @Override
  public boolean verify(String host, SSLSession session) {
    try {
      Evidence unused = check(host, -1, session);
      return true;
    } catch (UntrustedConnectionException refused) {
      throw ConnectionGate.<RuntimeException>undeclared(refused);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: thrown as it is
  static <E extends Throwable> E undeclared(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /**
   * Whether a session of ours, used for the host it was made for, holds under today's policies.
   * Asks nobody: where the name leads now is found before the connection is used again.
   */
  boolean stillHolds(SSLSession session) {
    Evidence evidence = Evidence.of(session).orElse(null);
    if (evidence == null) {
      return false;
    }
    PolicyBook book = marks.current();
    try {
      if (!marks.isJudgedUnder(session, book, evidence)) {
        Judged judged = new Judged(evidence.host(), session.getPeerPort(), session, evidence);
        Evidence unused = judgeAgain(judged, evidence.name(), book);
      }
      return true;
    } catch (UntrustedConnectionException refused) {
      return false; // the audit log has been told
    }
  }

  /** A connection that was judged before. */
  private record Judged(HostName host, int port, SSLSession session, Evidence before) {
    String subject() {
      return ConnectionGate.subject(host, port);
    }
  }

  private static String subject(HostName host, int port) {
    return port > 0 ? host + ":" + port : host.ascii();
  }

  /** The connection's evidence; judged again if need be. */
  Evidence check(String host, int port, @Nullable SSLSession session)
      throws UntrustedConnectionException {
    HostName name;
    try {
      name = NameGate.hostName(host);
    } catch (UntrustedNameException e) {
      throw refused(host, e.reason(), e.seen(), e.wanted());
    }
    Evidence evidence = Evidence.of(session).orElse(null);
    if (session == null || evidence == null) {
      throw refused(
          subject(name, port),
          Reason.EVIDENCE_MISSING,
          session == null ? "a connection without TLS" : "a connection no gate has looked at",
          "one made through this TrustConnect's dns, socket factory and trust manager");
    }
    if (!evidence.host().equals(name)) {
      throw refused(
          subject(name, port),
          Reason.EVIDENCE_OF_OTHER_HOST,
          "a connection that was judged for " + evidence.host(),
          "one of its own");
    }
    PolicyBook book = marks.current();
    Instant now = clock.instant();
    if (marks.isJudgedUnder(session, book, evidence) && now.isBefore(evidence.validUntil())) {
      return evidence;
    }
    return judgeAgain(
        new Judged(name, port, session, evidence),
        leadsTo(name, subject(name, port), evidence, now),
        book);
  }

  /** Where the name led at the time of the handshake, or where it leads now if that has expired. */
  private Resolution leadsTo(HostName name, String subject, Evidence before, Instant now)
      throws UntrustedConnectionException {
    if (now.isBefore(before.name().validUntil())) {
      return before.name();
    }
    try {
      return names.resolveNow(name.ascii());
    } catch (UntrustedNameException e) {
      throw refused(subject, e.reason(), e.seen(), e.wanted());
    }
  }

  private Evidence judgeAgain(Judged judged, Resolution leadsTo, PolicyBook book)
      throws UntrustedConnectionException {
    SSLSession session = judged.session();
    try {
      EndpointPolicy policy = NameGate.policyFor(judged.host(), book);
      InetAddress peer = judged.before().peer();
      ConnectionJudge.Facts facts =
          new ConnectionJudge.Facts(
              judged.host(),
              judged.port(),
              leadsTo,
              peer == null ? null : new InetSocketAddress(peer, Math.max(0, judged.port())),
              served(session),
              KeyExchange.of(session));
      Evidence evidence = judge.judge(Gate.CONNECTION, facts, policy);
      evidence.attachTo(session);
      marks.mark(session, book, evidence);
      return evidence;
    } catch (UntrustedNameException e) {
      throw refused(judged.subject(), e.reason(), e.seen(), e.wanted());
    } catch (UntrustedPathException e) { // the judge has told the audit log already
      session.invalidate();
      throw new UntrustedConnectionException(judged.subject(), e.reason(), e.seen(), e.wanted());
    }
  }

  private static List<X509Certificate> served(SSLSession session) {
    List<X509Certificate> served = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        served.add((X509Certificate) certificate);
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // no certificate at all, which no path begins with
    }
    return served;
  }

  private UntrustedConnectionException refused(
      String subject, Reason reason, String seen, String wanted) {
    UntrustedConnectionException refused =
        new UntrustedConnectionException(subject, reason, seen, wanted);
    audit.refused(Gate.CONNECTION, refused);
    return refused;
  }
}
