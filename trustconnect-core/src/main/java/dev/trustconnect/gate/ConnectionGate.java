package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
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
 * Lets a connection be used only with evidence for this host, judged under the policy in force.
 * Thread-safe.
 *
 * <p>A resumed session skips the trust manager, and a pooled connection outlives its policy and the
 * answer that led to it: they are judged again here, with the certificates of their handshake and
 * the peer of their socket.
 */
final class ConnectionGate implements HostnameVerifier {
  private final NameGate names;
  private final ConnectionInspection inspection;
  private final SessionMarks marks;
  private final ForeignSockets foreign;
  private final Audit audit;
  private final InstantSource clock;

  ConnectionGate(
      NameGate names,
      ConnectionInspection inspection,
      SessionMarks marks,
      Audit audit,
      InstantSource clock) {
    this.names = names;
    this.inspection = inspection;
    this.marks = marks;
    this.foreign = new ForeignSockets(marks);
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

  private static String subject(HostName host, int port) {
    return port > 0 ? host + ":" + port : host.ascii();
  }

  /** The evidence of the connection that {@code session} is of; judged again if need be. */
  Evidence check(String host, int port, @Nullable SSLSession session)
      throws UntrustedConnectionException {
    return check(host, port, session == null ? null : link(session));
  }

  /** The evidence of the connection {@code socket}; judged again if need be. */
  Evidence check(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    return check(host, port, socket == null ? null : link(socket));
  }

  private Link link(SSLSession session) {
    return session instanceof JudgedSession judged
        ? link(judged.connection())
        : new SessionLink(session, marks);
  }

  /** A socket of another TrustConnect is foreign too: what its resolver says isn't proven here. */
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
    HostName name;
    try {
      name = HostText.parse(host);
    } catch (RefusedException e) {
      throw refused(e);
    }
    Standing standing = link == null ? null : link.standing();
    if (link == null || standing == null) {
      throw refused(
          new Refusal(
              subject(name, port),
              Reason.GATE_NO_EVIDENCE,
              link == null ? "a connection without TLS" : "a connection no gate has looked at",
              "a connection made through this TrustConnect's dns, socket factory and trust"
                  + " manager"));
    }
    Evidence before = standing.evidence();
    if (!before.host().equals(name)) {
      throw refused(
          new Refusal(
              subject(name, port),
              Reason.GATE_OTHER_HOST,
              "a connection that was judged for " + before.host(),
              "a connection of its own"));
    }
    PolicyBook book = marks.current();
    boolean isStray = link.isStray();
    boolean isCurrent = !isStray && clock.instant().isBefore(before.validUntil());
    if (standing.book() == book && isCurrent) {
      return before;
    }
    link.stray(false); // unless a newer answer says so while this one is asked for
    try {
      return judgeAgain(name, port, link, leadsTo(name, link, standing, isStray), book);
    } catch (UntrustedConnectionException refused) {
      link.stray(isStray);
      throw refused;
    }
  }

  /** Where the name led when the connection was judged, or where it leads now. */
  private Resolution leadsTo(HostName name, Link link, Standing before, boolean isStray)
      throws UntrustedConnectionException {
    Resolution known = before.evidence().name();
    boolean holds = !isStray && clock.instant().isBefore(known.validUntil());
    try {
      if (before.book() == null) {
        return names.resolutionFor(name, inspection.addressOf(link.peer()));
      }
      return holds ? known : names.resolve(name);
    } catch (UntrustedNameException e) {
      throw UntrustedConnectionException.of(e);
    }
  }

  /** The host that {@code socket} was made for, whose handshake is over. */
  HostName hostOf(JudgedSocket socket) throws UntrustedConnectionException {
    try {
      return HostText.parse(socket.session().getPeerHost());
    } catch (RefusedException e) {
      throw refused(e);
    }
  }

  /**
   * Judges a connection whose handshake is over, unless a trust manager of ours was asked in it.
   */
  void establish(JudgedSocket socket, HostName host) throws UntrustedConnectionException {
    Standing standing = socket.standing();
    PolicyBook book = marks.current();
    if (standing != null && standing.book() == book && socket.way() == null) {
      return;
    }
    int port = socket.session().getPeerPort();
    try {
      Resolution name = names.resolutionFor(host, inspection.addressOf(socket.peer()));
      Evidence unused = judgeAgain(host, port, socket, name, book);
    } catch (UntrustedNameException e) {
      throw UntrustedConnectionException.of(e);
    }
  }

  /** Whether {@code socket}, which has no TLS, leads to {@code host}. */
  Finding bound(HostName host, @Nullable Socket socket) throws UntrustedNameException {
    InetSocketAddress peer = socket == null ? null : ConnectionInspection.peerOf(socket);
    return inspection.bound(names.resolutionFor(host, inspection.addressOf(peer)), peer);
  }

  /** What was found in a full handshake that {@code inner} made; null if it resumed a session. */
  @Nullable Standing judgedInHandshakeOf(SSLSocket inner) {
    return marks.left(inner.getSession(), inner);
  }

  /** Whether no other policies have come into force since it was judged. */
  boolean isJudgedUnderCurrentPolicies(JudgedSocket socket) {
    Standing standing = socket.standing();
    return standing != null && standing.book() == marks.current();
  }

  /**
   * Why an established connection doesn't hold under today's policies; null if it does. Asks no
   * resolver: where the name leads now is found before the connection is used again.
   */
  @Nullable UntrustedConnectionException refusalNow(JudgedSocket socket) {
    Standing standing = socket.standing();
    PolicyBook book = marks.current();
    if (standing == null || standing.book() == book) {
      return null;
    }
    Evidence before = standing.evidence();
    try {
      Evidence unused =
          judgeAgain(before.host(), socket.session().getPeerPort(), socket, before.name(), book);
      return null;
    } catch (UntrustedConnectionException refused) {
      return refused; // audited when it was judged
    }
  }

  private Evidence judgeAgain(
      HostName host, int port, Link link, Resolution leadsTo, PolicyBook book)
      throws UntrustedConnectionException {
    try {
      EndpointPolicy policy = PolicyShelf.require(host, book);
      ConnectionInspection.Facts facts =
          new ConnectionInspection.Facts(
              host,
              port,
              leadsTo,
              link.peer(),
              link.way(),
              served(link.session()),
              KeyExchange.of(link.session()));
      Evidence evidence = inspection.judge(Checkpoint.CONNECTION, facts, policy);
      link.stand(new Standing(evidence, book));
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
      return List.of(); // no certificate at all, which no path begins with
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
