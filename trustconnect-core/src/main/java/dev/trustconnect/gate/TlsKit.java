package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a TLS client is given so that every connection passes the gates. The same objects every
 * time, so that clients can share connections. Thread-safe.
 *
 * <ul>
 *   <li>OkHttp: {@code trustconnect-okhttp} installs all of it.
 *   <li>{@code HttpsURLConnection}: {@link #socketFactory()} and {@link #hostnameVerifier()} on the
 *       connection. A rogue address gets no byte.
 *   <li>Clients that make sockets and lay TLS over them (Apache's, older SDKs): {@link
 *       #plainSockets()} as well, or {@link #reconnecting()}.
 *   <li>{@code java.net.http.HttpClient}: {@link #context()}. The client looks names up by itself
 *       and shows us no address: the name is resolved and judged again in the handshake, the
 *       address is {@code address.not-seen}. Where its resolver is led astray, a stranger with a
 *       certificate of a trusted CA gets the request: give such hosts pins. It sends {@code http:}
 *       URLs as they are.
 * </ul>
 */
public final class TlsKit {
  private final Kits kits;
  private final KitScope scope;
  private final PlainSocketFactory plainSockets;
  private final X509ExtendedTrustManager trustManager;
  private final HostnameVerifier hostnameVerifier;
  private final TlsContexts contexts;
  private final SSLSocketFactory socketFactory;
  private final SSLContext context;

  /** What {@code kits} make for {@code scope}; what uses this kit's contexts keeps the kit. */
  TlsKit(
      Kits kits,
      KitScope scope,
      X509ExtendedTrustManager trustManager,
      HostnameVerifier hostnameVerifier,
      PlainSocketFactory plainSockets) {
    this.kits = kits;
    this.scope = scope;
    this.trustManager = trustManager;
    this.hostnameVerifier = hostnameVerifier;
    this.plainSockets = plainSockets;
    this.contexts = new TlsContexts(trustManager);
    this.socketFactory = kits.bindingSockets(scope, () -> contexts.sockets().getSocketFactory());
    this.context = new KitContext(this, socketFactory, contexts.sockets());
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
   * A kit whose {@link #socketFactory()} doesn't refuse a connected socket that leads to an address
   * that isn't proven, or whose way isn't known, but connects to a proven address in its place: for
   * clients that take neither a resolver nor a socket factory. The first socket is shut down for
   * writing, with nothing sent.
   *
   * <p>It refuses as ever where it would go around a proxy, as far as that can be seen: a socket
   * that is connected to another port than the one that is meant, that something was written to (if
   * it is one of {@link #plainSockets()}), that a SOCKS proxy of the JVM takes, or that leads where
   * neither this library nor the system's resolver says; and a socket that isn't ours to close.
   *
   * <p>Connecting takes 10 seconds in all at most, the first socket's read timeout if that is less,
   * and ends when the first socket is closed. Both sockets end together. On OkHttp, 4.12 and 5.x,
   * calls, pooling and timeouts work as ever, and a cancelled call ends.
   */
  public TlsKit reconnecting() {
    return kits.of(scope.reconnecting());
  }

  /**
   * A kit whose sockets go through a SOCKS proxy that was declared. The proxy is given addresses,
   * not names, unless a client connects a socket by name. The peer can't be seen behind it.
   *
   * @throws IllegalArgumentException if {@code TrustConnect.builder().proxies(…)} didn't declare it
   */
  public TlsKit through(InetSocketAddress socksProxy) {
    if (!kits.isDeclared(socksProxy)) {
      throw new IllegalArgumentException(
          "an undeclared proxy: "
              + socksProxy
              + "; declare it with TrustConnect.builder().proxies");
    }
    return kits.of(scope.through(socksProxy));
  }

  /**
   * A context whose handshakes are judged, and whose socket factory is {@link #socketFactory()}.
   * Engines and sockets don't resume each other's sessions.
   *
   * <p>Where the JDK's own TLS provider can't be used (see README), sessions of engines carry no
   * {@code Evidence}; their handshakes are judged all the same.
   */
  public SSLContext context() {
    return context;
  }

  /** What engines are made by now. */
  SSLContext engines() {
    return contexts.engines();
  }

  /**
   * Makes sockets whose peer is a proven address, and whose handshake is judged. By name it tries
   * the addresses as RFC 8305 says, for 10 seconds in all.
   *
   * <p>Over a connected socket it lays TLS only if the way of that is known: if it is one of {@link
   * #plainSockets()} or of a {@code SocketChannel}, or leads to a declared HTTP proxy. Any other
   * one may have come through a SOCKS proxy without showing it, and is refused with {@code
   * gate.socket-not-ours} before a byte is sent. {@code createSocket()} makes a socket to connect
   * and to lay TLS over; writing to it fails until then.
   */
  public SSLSocketFactory socketFactory() {
    return socketFactory;
  }

  /**
   * Makes sockets without TLS, for clients that lay ours over sockets of their own factory: they go
   * direct whatever proxy the JVM has, or as {@link #through} says, and send at once (TCP_NODELAY).
   * A client's own factory may hand these out, and not wrap them.
   *
   * <p>By name they are connected to a proven address, as RFC 8305 says, within 10 seconds.
   */
  public SocketFactory plainSockets() {
    return plainSockets;
  }

  /**
   * A connection without TLS to a proven address of {@code host}, one of {@link #plainSockets()}.
   * The addresses are tried as RFC 8305 §5 says; what was dead lately is tried last. Blocks.
   *
   * @param within how long it may take in all, the lookup included
   * @param isGivenUp whether the caller wants it no longer; asked several times a second
   * @throws IOException what went wrong last; or the refusal of the name
   */
  public Socket connect(String host, int port, Duration within, BooleanSupplier isGivenUp)
      throws IOException {
    return plainSockets.connect(
        host, port, null, new Patience(Patience.Time.SYSTEM, within, isGivenUp));
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

  /** No session of before is resumed any more. */
  void forgetSessions() {
    contexts.forgetSessions();
  }
}
