package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Allows a connection to be used only with evidence for the host that was decided under the current
 * policies. Thread-safe.
 *
 * <p>A resumed session bypasses the trust manager, and a pooled connection may outlive its policy
 * and the DNS answer that led to it. Such connections are checked again here, with the certificates
 * of their handshake and the peer of their socket.
 */
final class ConnectionGate implements HostnameVerifier {
  private final NameGate names;
  private final PeerAddresses peers;
  private final ConnectionInspection inspection;
  private final SessionMarks marks;
  private final ForeignSockets foreign;
  private final Audit audit;
  private final InstantSource clock;

  ConnectionGate(
      NameGate names,
      PeerAddresses peers,
      ConnectionInspection inspection,
      SessionMarks marks,
      Audit audit,
      InstantSource clock) {
    this.names = names;
    this.peers = peers;
    this.inspection = inspection;
    this.marks = marks;
    this.foreign = new ForeignSockets(marks);
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Returns true or throws an {@link UntrustedConnectionException}. The interface doesn't declare
   * it, but callers (OkHttp, {@code HttpsURLConnection}) expect I/O exceptions here, and returning
   * false would lose the reason.
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

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // erased, so any exception can be thrown
  static <E extends Throwable> E undeclared(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static String subject(HostName host, int port) {
    return port > 0 ? host + ":" + port : host.ascii();
  }

  /** The evidence of the connection with this session; checks it again if needed. */
  Evidence check(String host, int port, @Nullable SSLSession session)
      throws UntrustedConnectionException {
    return check(host, port, session == null ? null : link(session));
  }

  /** The evidence of the connection with this socket; checks it again if needed. */
  Evidence check(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    return check(host, port, socket == null ? null : link(socket));
  }

  private Link link(SSLSession session) {
    return session instanceof JudgedSession judged
        ? link(judged.connection())
        : new SessionLink(session, marks);
  }

  /**
   * A socket of another TrustConnect counts as foreign: its names were resolved by another
   * resolver.
   */
  private @Nullable Link link(Socket socket) {
    return socket instanceof JudgedSocket judged
        ? link(judged)
        : socket instanceof SSLSocket tls ? foreign.link(tls) : null;
  }

  private Link link(JudgedSocket judged) {
    return judged.isOf(this) ? judged : foreign.link(judged);
  }

  private Evidence check(String host, int port, @Nullable Link link)
      throws UntrustedConnectionException {
    LastCheck lastCheck = link == null ? null : link.lastCheck();
    HostName name = named(host, lastCheck);
    if (link == null || lastCheck == null) {
      throw refused(
          new Refusal(
              subject(name, port),
              Reason.GATE_NO_EVIDENCE,
              link == null ? "a connection without TLS" : "a connection that no gate has checked",
              "a connection made through this TrustConnect's dns, socket factory and trust"
                  + " manager"));
    }
    Evidence before = lastCheck.evidence();
    if (!before.host().equals(name)) {
      throw refused(
          new Refusal(
              subject(name, port),
              Reason.GATE_OTHER_HOST,
              "a connection that was checked for " + before.host(),
              "a connection that was checked for " + name));
    }
    Standing standing = marks.current();
    boolean isOutdated = link.isOutdated();
    boolean isCurrent = !isOutdated && clock.instant().isBefore(before.validUntil());
    if (lastCheck.standing() == standing && isCurrent) {
      return before;
    }
    link.setOutdated(false); // a newer answer may set it again during the lookup
    try {
      return judgeAgain(
          name, port, link, validResolution(name, link, lastCheck, isOutdated), standing);
    } catch (UntrustedConnectionException refused) {
      link.setOutdated(isOutdated);
      throw refused;
    }
  }

  /** The name of {@code host}; most connections were checked for the host in this spelling. */
  private HostName named(String host, @Nullable LastCheck lastCheck)
      throws UntrustedConnectionException {
    if (lastCheck != null && lastCheck.evidence().host().ascii().equals(host)) {
      return lastCheck.evidence().host();
    }
    try {
      return HostText.parse(host);
    } catch (RefusedException e) {
      throw refused(e);
    }
  }

  /** The resolution that the connection was checked with, if it is still valid, or a new one. */
  private Resolution validResolution(HostName name, Link link, LastCheck before, boolean isOutdated)
      throws UntrustedConnectionException {
    Resolution known = before.evidence().name();
    boolean isValid = !isOutdated && clock.instant().isBefore(known.validUntil());
    try {
      if (before.standing() == null) {
        return names.resolutionFor(name, peers.addressOf(link.peer()));
      }
      return isValid ? known : names.resolve(name);
    } catch (UntrustedNameException e) {
      throw UntrustedConnectionException.of(e);
    }
  }

  /** Adds to the evidence of a full handshake which certificate of ours was sent in it. */
  private void addIdentity(JudgedSocket socket, LastCheck handshake)
      throws UntrustedConnectionException {
    IdentityAnswer answer = IdentityAnswer.on(socket.session());
    Standing standing = handshake.standing();
    if (answer == null || standing == null) {
      return; // the server didn't ask for one
    }
    Evidence evidence = handshake.evidence();
    int port = socket.session().getPeerPort();
    try {
      EndpointPolicy policy = PolicyShelf.require(evidence.host(), standing.book());
      Evidence whole = inspection.withIdentity(evidence, port, answer, policy);
      socket.lastCheck(new LastCheck(whole, standing));
    } catch (RefusedException e) {
      throw refused(e.about(subject(evidence.host(), port)));
    } catch (UntrustedPathException e) { // audited with the decision
      socket.session().invalidate();
      throw new UntrustedConnectionException(e.refusal());
    }
  }

  /** Whether the policies haven't been replaced since; a renewed identity doesn't affect a path. */
  private static boolean isUnder(LastCheck lastCheck, Standing now) {
    Standing then = lastCheck.standing();
    return then != null && then.book() == now.book();
  }

  /** The host of {@code socket}, whose handshake is complete. */
  HostName hostOf(JudgedSocket socket) throws UntrustedConnectionException {
    try {
      return HostText.parse(socket.session().getPeerHost());
    } catch (RefusedException e) {
      throw refused(e);
    }
  }

  /**
   * Checks a connection whose handshake is complete, unless our trust manager has done so during
   * the handshake.
   */
  void establish(JudgedSocket socket, HostName host) throws UntrustedConnectionException {
    LastCheck lastCheck = socket.lastCheck();
    Standing standing = marks.current();
    if (lastCheck != null && isUnder(lastCheck, standing)) {
      addIdentity(socket, lastCheck);
      return;
    }
    int port = socket.session().getPeerPort();
    try {
      Resolution name = names.resolutionFor(host, peers.addressOf(socket.peer()));
      Evidence unused = judgeAgain(host, port, socket, name, standing);
    } catch (UntrustedNameException e) {
      throw UntrustedConnectionException.of(e);
    }
  }

  /**
   * Checks whether {@code socket}, which has no TLS, is connected to an address of {@code host}.
   */
  Finding bound(HostName host, @Nullable Socket socket) throws UntrustedNameException {
    return bound(host, socket == null ? null : PeerAddresses.of(socket));
  }

  /** Checks whether {@code peer} is an address of {@code host}; null if it isn't visible. */
  Finding bound(HostName host, @Nullable InetSocketAddress peer) throws UntrustedNameException {
    return peers.bound(names.resolutionFor(host, peers.addressOf(peer)), peer);
  }

  /** The result of {@code inner}'s full handshake; null if it resumed a session. */
  @Nullable LastCheck handshakeCheckOf(SSLSocket inner) {
    return marks.left(inner.getSession(), inner);
  }

  /** Whether the policies haven't been replaced since it was checked. */
  boolean isJudgedUnderCurrentPolicies(JudgedSocket socket) {
    LastCheck lastCheck = socket.lastCheck();
    return lastCheck != null && isUnder(lastCheck, marks.current());
  }

  /**
   * Why the current policies refuse an established connection; null if they allow it. Doesn't
   * resolve the name again: that happens before the connection's next use.
   */
  @Nullable UntrustedConnectionException refusalNow(JudgedSocket socket) {
    LastCheck lastCheck = socket.lastCheck();
    Standing standing = marks.current();
    if (lastCheck == null || isUnder(lastCheck, standing)) {
      return null;
    }
    Evidence before = lastCheck.evidence();
    try {
      Evidence unused =
          judgeAgain(
              before.host(), socket.session().getPeerPort(), socket, before.name(), standing);
      return null;
    } catch (UntrustedConnectionException refused) {
      return refused; // audited with the decision
    }
  }

  private Evidence judgeAgain(
      HostName host, int port, Link link, Resolution resolution, Standing standing)
      throws UntrustedConnectionException {
    try {
      EndpointPolicy policy = PolicyShelf.require(host, standing.book());
      ConnectionFacts facts =
          new ConnectionFacts(
              host,
              port,
              resolution,
              link.peer(),
              link.routeProblem(),
              served(link.session()),
              KeyExchange.of(link.session()),
              IdentityAnswer.on(link.session()));
      Evidence evidence = inspection.judge(Checkpoint.CONNECTION, facts, policy);
      link.lastCheck(new LastCheck(evidence, standing));
      return evidence;
    } catch (RefusedException e) {
      throw refused(e.about(subject(host, port)));
    } catch (UntrustedPathException e) { // audited with the decision
      link.session().invalidate();
      throw new UntrustedConnectionException(e.refusal());
    }
  }

  private static List<X509Certificate> served(SSLSession session) {
    List<X509Certificate> served = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        served.add((X509Certificate) certificate);
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // no certificate at all, so no path can be built
    }
    return served;
  }

  private UntrustedConnectionException refused(RefusedException why) {
    return audit.refused(Gate.CONNECTION, why, UntrustedConnectionException::new);
  }

  private UntrustedConnectionException refused(Refusal refusal) {
    return refused(new RefusedException(refusal, null));
  }
}
