package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Socket factories, trust manager, host name verifier and context with which a TLS client's
 * connections are checked. Each method always returns the same object, so that clients can share
 * connections. Thread-safe.
 *
 * <ul>
 *   <li>OkHttp: {@code trustconnect-okhttp} installs everything.
 *   <li>{@code HttpsURLConnection}: {@link #socketFactory()} and {@link #hostnameVerifier()} on the
 *       connection. A wrong address gets no bytes.
 *   <li>Clients that create plain sockets and add TLS to them (Apache's, older SDKs): {@link
 *       #plainSockets()} too, or {@link #reconnecting()}.
 *   <li>{@code java.net.http.HttpClient}: {@link #context()}. The client resolves names itself and
 *       doesn't expose the address: the name is resolved again and checked in the handshake, and
 *       the address is {@code address.not-seen}. If its resolver is deceived, an attacker with a
 *       certificate for the name from a trusted CA gets the request, so pin such hosts, or call
 *       {@code TrustConnect.useForThisJvm} on JDK 18 and later. {@code http:} URLs are checked only
 *       by {@code TrustedHttpClient}.
 * </ul>
 */
public final class TlsKit {
  private final Kits kits;
  private final KitScope scope;
  private final PlainSocketFactory plainSockets;
  private final X509ExtendedTrustManager trustManager;
  private final X509ExtendedKeyManager keyManager;
  private final HostnameVerifier hostnameVerifier;
  private final TlsContexts contexts;
  private final SSLSocketFactory socketFactory;
  private final SSLContext context;

  /**
   * Created by {@code kits} for {@code scope}. Whatever uses this kit's contexts references the
   * kit.
   */
  TlsKit(
      Kits kits,
      KitScope scope,
      X509ExtendedTrustManager trustManager,
      HostnameVerifier hostnameVerifier,
      PlainSocketFactory plainSockets,
      X509ExtendedKeyManager keyManager,
      Supplier<Standing> standings) {
    this.kits = kits;
    this.scope = scope;
    this.trustManager = trustManager;
    this.keyManager = keyManager;
    this.hostnameVerifier = hostnameVerifier;
    this.plainSockets = plainSockets;
    this.contexts = new TlsContexts(trustManager, keyManager, standings);
    this.socketFactory = kits.bindingSockets(scope, () -> contexts.sockets().getSocketFactory());
    this.context = new KitContext(this, socketFactory, contexts.sockets());
  }

  /**
   * A kit whose sockets, context, trust manager and verifier refuse all other hosts: for clients
   * that accept only these, so that a redirect can't carry a key to another host over TLS. Requests
   * without TLS aren't checked: turn off redirects to {@code http:} in the client.
   *
   * @param hosts the host names, in any spelling; hosts that this kit isn't for are ignored
   * @throws IllegalArgumentException if no host is left, or one isn't a host name
   */
  public TlsKit only(String... hosts) {
    return kits.of(scope.only(Stream.of(hosts).map(HostName::parse).collect(Collectors.toSet())));
  }

  /**
   * A kit whose {@link #socketFactory()} doesn't refuse a connected socket with an unproven address
   * or an unknown route, but replaces it with a connection to a proven address: for clients that
   * accept neither a resolver nor a socket factory. The original socket is shut down for writing;
   * nothing is sent on it.
   *
   * <p>It still refuses where a replacement could bypass a proxy, as far as that is visible: a
   * socket that is connected to another port than requested, that something was written to (if it
   * is one of {@link #plainSockets()}), that goes through a SOCKS proxy of the JVM, or whose
   * address comes neither from this library nor from the system's resolver; and a socket that the
   * factory isn't allowed to close.
   *
   * <p>Connecting takes at most 10 seconds in all, or the original socket's read timeout if that is
   * shorter, and ends when the original socket is closed. Closing either socket closes both. With
   * OkHttp 4.12 and 5.x, calls, pooling, timeouts and cancellation work as usual.
   */
  public TlsKit reconnecting() {
    return kits.of(scope.reconnecting());
  }

  /**
   * A kit whose sockets go through a declared SOCKS proxy. The proxy gets addresses, not names,
   * unless a client connects a socket by name. The peer isn't visible behind it.
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
   * A context whose handshakes are checked, and whose socket factory is {@link #socketFactory()}.
   * Engines and sockets don't resume each other's sessions.
   *
   * <p>If the JDK's own TLS provider can't be used (see README), engine sessions have no {@code
   * Evidence}, but their handshakes are still checked.
   */
  public SSLContext context() {
    return context;
  }

  /** The current context for engines. */
  SSLContext engines() {
    return contexts.engines();
  }

  /**
   * Creates sockets whose peer is a proven address and whose handshake is checked. Given a name, it
   * tries the addresses as in RFC 8305, for at most 10 seconds in all.
   *
   * <p>It creates TLS over an existing socket only if that socket's route is known: if it is one of
   * {@link #plainSockets()} or of a {@code SocketChannel}, or is connected to a declared HTTP
   * proxy. Any other socket may go through a SOCKS proxy without showing it, and is refused with
   * {@code gate.socket-not-ours} before a byte is sent. {@code createSocket()} returns a socket to
   * connect and then use for TLS; writing to it fails before that.
   */
  public SSLSocketFactory socketFactory() {
    return socketFactory;
  }

  /**
   * Creates sockets without TLS, for clients that add our TLS to sockets of another factory. They
   * connect directly, whatever the JVM's proxy settings, or through the proxy of {@link #through},
   * and have TCP_NODELAY set. A client's own factory may return these sockets but mustn't wrap
   * them.
   *
   * <p>Given a name, it connects to a proven address as in RFC 8305, within 10 seconds.
   */
  public SocketFactory plainSockets() {
    return plainSockets;
  }

  /**
   * Connects one of {@link #plainSockets()} to a proven address of {@code host}, without TLS. The
   * addresses are tried as in RFC 8305 §5; those that recently failed are tried last. Blocks.
   *
   * @param host the host as written in a URL
   * @param port the port to connect to
   * @param within the limit for everything, including the lookup
   * @param isCancelled whether the caller has cancelled; called several times a second
   * @throws IOException the last failure, or the refusal of the name
   */
  public Socket connect(String host, int port, Duration within, BooleanSupplier isCancelled)
      throws IOException {
    return plainSockets.connect(
        host, port, null, new ConnectDeadline(ConnectDeadline.Time.SYSTEM, within, isCancelled));
  }

  /** Checks handshakes; for clients that need it besides the socket factory, as OkHttp does. */
  public X509ExtendedTrustManager trustManager() {
    return trustManager;
  }

  /**
   * Releases client identities in handshakes that {@link #trustManager()} has checked, and in no
   * others: for clients that create an SSL context from both. {@link #context()} has it.
   *
   * <p>Sessions that such a client resumes keep the certificate of their first handshake, also
   * after it was renewed or another policy came.
   */
  public X509ExtendedKeyManager keyManager() {
    return keyManager;
  }

  /**
   * Refuses connections without evidence for the host, and checks resumed ones again. Throws {@link
   * UntrustedConnectionException} instead of returning false.
   */
  public HostnameVerifier hostnameVerifier() {
    return hostnameVerifier;
  }

  /** Drops all sessions, so that none is resumed. */
  void forgetSessions() {
    contexts.forgetSessions();
  }
}
