package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Requirement;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a handshake unless name, address, path and pins hold, and leaves the evidence on the
 * session. Thread-safe.
 *
 * <p>JSSE trusts an extended trust manager as it is and checks nothing behind it.
 */
final class HandshakeGate extends X509ExtendedTrustManager {
  private final KitScope scope;
  private final NameGate names;
  private final ConnectionInspection inspection;
  private final TrustRoots usualRoots;
  private final Audit audit;
  private final SessionMarks marks;
  private final LiveSockets live;
  private final InstantSource clock;

  HandshakeGate(
      KitScope scope,
      NameGate names,
      ConnectionInspection inspection,
      TrustRoots usualRoots,
      Audit audit,
      SessionMarks marks,
      LiveSockets live,
      InstantSource clock) {
    this.scope = scope;
    this.names = names;
    this.inspection = inspection;
    this.usualRoots = usualRoots;
    this.audit = audit;
    this.marks = marks;
    this.live = live;
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (!(socket instanceof SSLSocket tls)) {
      throw hostNotKnown();
    }
    check(chain, authType, tls.getHandshakeSession(), tls);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, authType, engine.getHandshakeSession(), null);
  }

  /** Without a connection there is no host to judge by: refused. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw hostNotKnown();
  }

  private UntrustedPathException hostNotKnown() {
    return refused(
        new RefusedException(
            new Refusal(
                "a handshake",
                Reason.GATE_HOST_NOT_KNOWN,
                "a certificate to check and no host it should be for",
                "a client that passes the trust manager its socket or engine, made for a host"),
            null));
  }

  private UntrustedPathException refused(RefusedException why) {
    return audit.refused(Gate.HANDSHAKE, why, UntrustedPathException::new);
  }

  /**
   * Checks a handshake.
   *
   * @param socket null on an engine, which knows of no peer
   */
  private void check(
      X509Certificate[] chain,
      String authType,
      @Nullable SSLSession session,
      @Nullable SSLSocket socket)
      throws UntrustedPathException {
    if (session == null || session.getPeerHost() == null) {
      throw hostNotKnown();
    }
    InetSocketAddress peer = socket == null ? null : ConnectionInspection.peerOf(socket);
    String foreign =
        socket == null || live.isLaid(socket) || SocketWays.isDirect(socket)
            ? null
            : socket.getClass().getName();
    PolicyBook book;
    do { // until they weren't replaced meanwhile; marked before that is looked at
      book = marks.current();
      Evidence evidence = judge(chain, authType, session, peer, foreign, book);
      // A session may be resumed at another address: it isn't marked as judged where that counts.
      marks.leave(
          session,
          ConnectionInspection.withoutPeer(evidence),
          wantsPeer(evidence.host(), book) ? null : book);
      if (socket != null) {
        marks.leave(session, socket, new Standing(evidence, book));
      }
    } while (book != marks.current());
  }

  private static boolean wantsPeer(HostName host, PolicyBook book) {
    EndpointPolicy policy = book.policyFor(host).orElse(null);
    return policy != null && policy.requirement(Check.ADDRESS_BOUND) == Requirement.REQUIRE;
  }

  private Evidence judge(
      X509Certificate[] chain,
      String authType,
      SSLSession session,
      @Nullable InetSocketAddress peer,
      @Nullable String foreign,
      PolicyBook book)
      throws UntrustedPathException {
    int port = session.getPeerPort();
    HostName host;
    EndpointPolicy policy;
    Resolution name;
    try {
      host = HostText.parse(session.getPeerHost());
      scope.require(host, host + ":" + port);
      policy = PolicyShelf.require(host, book);
      name = names.resolutionFor(host, inspection.addressOf(peer));
    } catch (RefusedException why) {
      throw refused(why);
    } catch (UntrustedNameException refused) { // audited by the gate of names
      UntrustedPathException here = new UntrustedPathException(refused.refusal());
      here.initCause(refused);
      throw here;
    }
    if (foreign != null && peer != null) {
      refuseForeign(host + ":" + port, inspection.bound(name, peer), foreign, policy);
    }
    return inspection.judge(
        Checkpoint.HANDSHAKE,
        new ConnectionInspection.Facts(host, port, name, peer, null, List.of(chain), authType),
        policy);
  }

  /** What carries a TLS socket that isn't ours can't be seen: a SOCKS proxy, perhaps. */
  private void refuseForeign(
      String subject, Finding bound, String socketType, EndpointPolicy policy)
      throws UntrustedPathException {
    if (bound instanceof Finding.Violated) {
      return; // refused for what is wrong with the address
    }
    Finding.Violated found = SocketWays.foreignTls(socketType);
    Decision decision =
        Judge.decide(policy, Checkpoint.SOCKET.checks(), List.of(found), clock.instant());
    audit.decided(Gate.HANDSHAKE, subject, policy, decision);
    if (decision instanceof Decision.Refused refused) {
      throw new UntrustedPathException(refused.of(subject));
    }
  }

  /**
   * The roots that hold for every host, and those of the policies in force. A client's handshake
   * asks for none of them; OkHttp completes a judged chain with them, for its pinner and for {@code
   * peerCertificates()}.
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    Set<X509Certificate> issuers = new LinkedHashSet<>(usualRoots.certificates());
    for (EndpointPolicy policy : marks.current().policies()) {
      TrustRoots roots = policy.roots().orElse(null);
      if (roots != null) {
        issuers.addAll(roots.certificates());
      }
    }
    return issuers.toArray(new X509Certificate[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is always the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }
}
