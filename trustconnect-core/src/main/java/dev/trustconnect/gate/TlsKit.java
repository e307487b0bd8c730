package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a TLS client is given so that every connection passes the gates. The same objects every
 * time, so that clients can share connections. Thread-safe.
 *
 * <ul>
 *   <li>OkHttp: {@code trustconnect-okhttp} installs all of it.
 *   <li>{@code HttpsURLConnection}: {@link #socketFactory()} and {@link #hostnameVerifier()} on the
 *       connection. A rogue address gets no byte.
 *   <li>{@code java.net.http.HttpClient}: {@link #context()}. The client looks names up by itself
 *       and shows us no address: the name is resolved and judged again in the handshake, the
 *       address is {@code address.not-seen}. Where its resolver is led astray, a stranger with a
 *       certificate of a trusted CA gets the request: give such hosts pins. It sends {@code http:}
 *       URLs as they are.
 * </ul>
 */
public final class TlsKit {
  /** A resumed session isn't shown to a trust manager: look again after a quarter of an hour. */
  private static final int SESSION_SECONDS = 900;

  private static final String JSSE = "SunJSSE";

  private final Kits kits;
  private final KitScope scope;
  private final X509ExtendedTrustManager trustManager;
  private final HostnameVerifier hostnameVerifier;
  private volatile SSLContext sockets;
  private volatile SSLContext engines;
  private final SSLSocketFactory socketFactory;
  private final SSLContext context;

  /** What {@code kits} make for {@code scope}; what uses this kit's contexts keeps the kit. */
  TlsKit(
      Kits kits,
      KitScope scope,
      X509ExtendedTrustManager trustManager,
      HostnameVerifier hostnameVerifier) {
    this.kits = kits;
    this.scope = scope;
    this.trustManager = trustManager;
    this.hostnameVerifier = hostnameVerifier;
    this.sockets = newContext(trustManager);
    this.engines = newContext(trustManager);
    this.socketFactory = kits.bindingSockets(scope, () -> sockets.getSocketFactory());
    this.context = new KitContext(this, kits.contextSockets(() -> sockets));
  }

  /**
   * A kit whose sockets, context, trust manager and verifier refuse every other host: for clients
   * that take no more than these, so that a redirect can't carry a key to somebody else over TLS.
   * What leaves without TLS no kit can see: turn redirects to {@code http:} off.
   *
   * @param hosts in any spelling; of those this kit is for
   * @throws IllegalArgumentException if none is left, or one is no host name
   */
  public TlsKit only(String... hosts) {
    return kits.of(scope.only(Stream.of(hosts).map(HostName::parse).collect(Collectors.toSet())));
  }

  /**
   * A kit whose {@link #socketFactory()} doesn't refuse a connected socket whose peer isn't proven,
   * but connects to a proven address in its place: for clients whose own resolver can't be told.
   * Only if the socket was connected to the very port that is meant, directly (a proxy is never
   * gone around), and is ours to close.
   *
   * <p>Both sockets end together. On OkHttp, 4.12 and 5.x, calls, pooling and timeouts work as
   * ever, and a cancelled call ends.
   */
  public TlsKit reconnecting() {
    return kits.of(scope.reconnecting());
  }

  private static SSLContext newContext(TrustManager trustManager) {
    try {
      SSLContext context = SSLContext.getInstance("TLS", jsse());
      context.init(null, new TrustManager[] {trustManager}, null);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  /**
   * The JDK's own provider, wherever it is in the JVM's list: evidence rides on its sessions. One
   * that an application has put first (Conscrypt) doesn't carry values of the handshake's session
   * over to the connection's.
   */
  private static Provider jsse() {
    Provider jsse = Security.getProvider(JSSE);
    if (jsse == null) {
      throw new IllegalStateException(
          "seen a JVM without the provider "
              + JSSE
              + "; wanted it, since TrustConnect judges connections in its handshakes; leave it in"
              + " java.security's list of providers, at any place");
    }
    return jsse;
  }

  /**
   * A context whose handshakes are judged. Its own socket factory doesn't bind addresses before the
   * handshake; {@link #socketFactory()} does. Engines and sockets don't resume each other's
   * sessions.
   */
  public SSLContext context() {
    return context;
  }

  /** What engines are made by now. */
  SSLContext engines() {
    return engines;
  }

  /** Makes sockets whose peer is a proven address, and whose handshake is judged. */
  public SSLSocketFactory socketFactory() {
    return socketFactory;
  }

  /** Judges handshakes; for clients that want it beside the socket factory, as OkHttp does. */
  public X509ExtendedTrustManager trustManager() {
    return trustManager;
  }

  /**
   * Refuses connections without evidence for the host, and judges resumed ones again. Throws {@link
   * UntrustedConnectionException} rather than answering false.
   */
  public HostnameVerifier hostnameVerifier() {
    return hostnameVerifier;
  }

  /**
   * No session of before is resumed any more: sockets and engines get other contexts, since a
   * ticket may still arrive for an old one (RFC 8446 §4.6.1).
   */
  void forgetSessions() {
    sockets = newContext(trustManager);
    engines = newContext(trustManager);
  }
}
