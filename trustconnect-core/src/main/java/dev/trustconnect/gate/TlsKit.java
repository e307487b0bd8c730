package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
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

  private final Kits kits;
  private final KitScope scope;
  private final SSLContext context;
  private volatile SSLSocketFactory sockets;
  private final SSLSocketFactory socketFactory;
  private final X509ExtendedTrustManager trustManager;
  private final HostnameVerifier hostnameVerifier;

  TlsKit(
      Kits kits,
      KitScope scope,
      X509ExtendedTrustManager trustManager,
      HostnameVerifier hostnameVerifier,
      Function<Supplier<SSLSocketFactory>, SSLSocketFactory> binding) {
    this.kits = kits;
    this.scope = scope;
    this.trustManager = trustManager;
    this.hostnameVerifier = hostnameVerifier;
    this.context = newContext(trustManager);
    this.sockets = newContext(trustManager).getSocketFactory();
    this.socketFactory = binding.apply(() -> sockets);
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
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager}, null);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  /**
   * A context whose handshakes are judged. Its own socket factory doesn't bind addresses before the
   * handshake; {@link #socketFactory()} does.
   */
  public SSLContext context() {
    return context;
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
   * No session of before is resumed any more. Sockets get a context of their own, since a ticket
   * may still arrive for an old one (RFC 8446 §4.6.1).
   */
  void forgetSessions() {
    sockets = newContext(trustManager).getSocketFactory();
    SSLSessionContext sessions = context.getClientSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }
}
