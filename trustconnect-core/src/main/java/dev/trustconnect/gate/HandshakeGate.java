package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.scope.Requirement;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a handshake unless name, address, path and pins are as required, and stores the evidence
 * in the session. Thread-safe.
 *
 * <p>JSSE adds no checks to those of an extended trust manager.
 */
final class HandshakeGate extends X509ExtendedTrustManager {
  private final KitScope scope;
  private final NameGate names;
  private final PeerAddresses peers;
  private final ConnectionInspection inspection;
  private final TrustRoots usualRoots;
  private final Audit audit;
  private final SessionMarks marks;
  private final LiveSockets live;
  private volatile @Nullable Issuers issuers; // of the current policies

  /** The roots under one book of policies. */
  private static final class Issuers {
    private final PolicyBook book;
    private final X509Certificate[] certificates;

    Issuers(PolicyBook book, X509Certificate[] certificates) {
      this.book = book;
      this.certificates = certificates;
    }
  }

  HandshakeGate(
      KitScope scope,
      NameGate names,
      PeerAddresses peers,
      ConnectionInspection inspection,
      TrustRoots usualRoots,
      Audit audit,
      SessionMarks marks,
      LiveSockets live) {
    this.scope = scope;
    this.names = names;
    this.peers = peers;
    this.inspection = inspection;
    this.usualRoots = usualRoots;
    this.audit = audit;
    this.marks = marks;
    this.live = live;
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

  /** Always throws: without a connection the host isn't known. */
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
                "a certificate to check without the host it should be for",
                "a client that passes the trust manager its socket or engine, made for a host"),
            null));
  }

  private UntrustedPathException refused(RefusedException why) {
    return audit.refused(Gate.HANDSHAKE, why, UntrustedPathException::new);
  }

  /**
   * Checks a handshake.
   *
   * @param socket null for an engine, which has no peer address
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
    InetSocketAddress peer = socket == null ? null : PeerAddresses.of(socket);
    Finding.Violated routeProblem = socket == null ? null : live.routeProblemOf(socket);
    Standing standing;
    do { // repeat if the policies were replaced in between; mark before checking that
      standing = marks.current();
      PolicyBook book = standing.book();
      Evidence evidence = judge(chain, authType, session, peer, routeProblem, book);
      // A session may be resumed at another address, so don't mark it as checked if the address
      // must be visible.
      marks.leave(
          session,
          ConnectionInspection.withoutPeer(evidence),
          wantsPeer(evidence.host(), book) ? null : standing);
      if (socket != null) {
        marks.leave(session, socket, new LastCheck(evidence, standing));
      }
    } while (standing.book() != marks.current().book());
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
      Finding.@Nullable Violated routeProblem,
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
      name = names.resolutionFor(host, peers.addressOf(peer));
    } catch (RefusedException why) {
      throw refused(why);
    } catch (UntrustedNameException refused) { // audited by the name gate
      UntrustedPathException here = new UntrustedPathException(refused.refusal());
      here.initCause(refused);
      throw here;
    }
    return inspection.judge(
        Checkpoint.HANDSHAKE,
        new ConnectionFacts(host, port, name, peer, routeProblem, List.of(chain), authType, null),
        policy);
  }

  /**
   * The roots for all hosts and those of the current policies. A client's handshake doesn't use
   * them; OkHttp completes an accepted chain with them, for its pinner and for {@code
   * peerCertificates()}.
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    PolicyBook book = marks.current().book();
    Issuers last = issuers;
    if (last == null || last.book != book) { // collecting them takes longer than a call's checks
      last = new Issuers(book, issuersOf(book));
      issuers = last;
    }
    return last.certificates.clone();
  }

  private X509Certificate[] issuersOf(PolicyBook book) {
    Set<X509Certificate> issuers = new LinkedHashSet<>(usualRoots.certificates());
    for (EndpointPolicy policy : book.policies()) {
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
    throw new CertificateException("this trust manager checks servers only");
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
