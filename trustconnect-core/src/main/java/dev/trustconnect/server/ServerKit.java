package dev.trustconnect.server;

import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.identity.IdentitySource;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager, context and parameters for a TLS server that allows only certain clients; {@code
 * TrustConnect.server} creates it. Thread-safe.
 *
 * <p><b>Asking for a certificate is the server's own switch.</b> The trust manager isn't called for
 * a client that sends none, so a server that doesn't require one accepts every client: use {@link
 * #parameters()}, or the server's setting ({@code HttpsParameters.setSSLParameters} of the JDK's
 * {@code HttpsServer}, {@code setNeedClientAuth} of Jetty's {@code SslContextFactory.Server},
 * {@code ClientAuth.REQUIRE} of Netty, {@code certificateVerification} "required" of Tomcat), and
 * let requests pass only with {@link #check evidence}.
 */
public final class ServerKit {
  /** Resumed sessions bypass the trust manager, as on the client's side. */
  private static final int SESSION_SECONDS = 900;

  private final ClientGate gate;
  private final InstantSource clock;

  /** A kit for {@code TrustConnect}, whose trail it is. */
  @SuppressWarnings("exports")
  public ServerKit(ClientRules rules, AuditTrail trail, InstantSource clock) {
    this.gate = new ClientGate(rules, trail, clock);
    this.clock = clock;
  }

  /**
   * A context for servers with these keys, such as those of a {@code KeyManagerFactory}.
   *
   * @throws IllegalStateException if this Java runtime has no TLS
   */
  public SSLContext context(KeyManager... own) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, new TrustManager[] {gate}, null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  /**
   * A context for servers whose certificate is renewed, such as the X.509-SVID of a workload, which
   * is for servers and clients alike.
   */
  public SSLContext context(IdentitySource own) {
    return context(new ServedIdentity(own));
  }

  /** Checks clients; for servers that create their own key manager and context. */
  public X509ExtendedTrustManager trustManager() {
    return gate;
  }

  /** TLS 1.2 and 1.3, and a certificate is required. */
  public SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  /**
   * Returns the client of a connection. The certificate is checked again if it was checked under
   * other rules or the check has expired, as after a resumption.
   *
   * @param session the connection's session, after the handshake
   * @throws UntrustedClientException if the client sent no certificate, or isn't allowed now: close
   *     the connection
   */
  public ClientEvidence check(SSLSession session) throws UntrustedClientException {
    ClientEvidence known = evidenceOf(session).orElse(null);
    if (known != null && clock.instant().isBefore(known.path().validUntil())) {
      return known;
    }
    ClientEvidence evidence = gate.judge(sent(session), "a client");
    session.putValue(ClientGate.SESSION_VALUE, evidence);
    return evidence;
  }

  private static List<X509Certificate> sent(SSLSession session) throws UntrustedClientException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
    } catch (SSLPeerUnverifiedException e) {
      throw new UntrustedClientException(
          new Refusal(
              "a client",
              Reason.GATE_NO_EVIDENCE,
              "a connection without a client certificate",
              "a certificate of a listed client; make the server require one"));
    }
    return chain;
  }

  /**
   * The evidence that {@link #check} or the handshake has stored in {@code session}; empty if there
   * is none.
   */
  private Optional<ClientEvidence> evidenceOf(SSLSession session) {
    return session.getValue(ClientGate.SESSION_VALUE) instanceof ClientEvidence evidence
            && evidence.isOf(gate)
        ? Optional.of(evidence)
        : Optional.empty();
  }
}
