package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which way a connected socket takes to its peer, as far as that can be known. Thread-safe.
 *
 * <p>The attack: a {@link Socket} that went through a SOCKS proxy reports its target as its peer,
 * so that whoever sets {@code -DsocksProxyHost}, the JVM's {@code ProxySelector} or a client's
 * {@code SocketFactory} is in the middle of a connection that looks direct. Nothing in the API
 * tells such a socket from a direct one. So only these count as direct: sockets of our own, and
 * those of a {@link SocketChannel}, which knows no SOCKS.
 */
final class SocketWays {
  private final ConnectionInspection inspection;
  private final Set<InetSocketAddress> proxies;
  private final ChosenProxies chosen;
  private final SystemNames system;
  private final Executor threads;

  /**
   * Ways as {@code inspection} sees them.
   *
   * @param threads where {@code system} is asked, which may block
   */
  SocketWays(
      ConnectionInspection inspection,
      Set<InetSocketAddress> proxies,
      ChosenProxies chosen,
      SystemNames system,
      Executor threads) {
    this.inspection = inspection;
    this.proxies = Set.copyOf(proxies);
    this.chosen = chosen;
    this.system = system;
    this.threads = threads;
  }

  /** Whether {@code socket} leads to {@code name}, on a way that is known. */
  Finding bound(HostName host, int port, Resolution name, Socket socket) {
    InetSocketAddress peer = ConnectionInspection.peerOf(socket);
    Finding seen = inspection.bound(name, peer);
    Finding.Violated unknown = unknownWay(host, port, socket);
    boolean isElsewhere = seen instanceof Finding.Violated && peer.getAddress() != null;
    return unknown == null || isElsewhere ? seen : unknown;
  }

  /** What is wrong with the way to whatever peer {@code socket} has; null if the way is known. */
  Finding.@Nullable Violated unknownWay(HostName host, int port, Socket socket) {
    if (socket instanceof KnownSocket known && known.socks() != null) {
      return proxies.contains(known.socks()) ? null : hidden();
    }
    InetSocketAddress peer = ConnectionInspection.peerOf(socket);
    if (peer.getAddress() == null) {
      return chosen.hasSocksFor(host, port) ? null : hidden();
    }
    boolean isKnown =
        isDirect(socket) || (proxies.contains(peer) && !isTakenBySocks(peer) /* HTTP proxy */);
    return isKnown ? null : foreign(socket, peer);
  }

  static Finding.Violated hidden() {
    return new Finding.Violated(
        Check.ADDRESS_BOUND,
        Reason.ADDRESS_NOT_PROVEN,
        "a connection through a SOCKS proxy that isn't declared, or that the client chose by"
            + " itself",
        "a direct one, or sockets through a declared proxy: TlsKit.through(proxy).plainSockets()");
  }

  private static Finding.Violated foreign(Socket socket, InetSocketAddress peer) {
    return new Finding.Violated(
        Check.ADDRESS_BOUND,
        Reason.GATE_SOCKET_NOT_OURS,
        "a "
            + socket.getClass().getName()
            + " that reports "
            + peer.getAddress().getHostAddress()
            + " as its peer, as it would behind a SOCKS proxy too",
        "a socket known to be direct: give the client TlsKit.plainSockets() as its socket factory,"
            + " or take TlsKit.reconnecting()");
  }

  /** TLS that was laid over something that we haven't seen. */
  static Finding.Violated foreignTls(String socketType) {
    return new Finding.Violated(
        Check.ADDRESS_BOUND,
        Reason.GATE_SOCKET_NOT_OURS,
        "a TLS socket that another factory made (" + socketType + "), perhaps over a SOCKS proxy",
        "one of TlsKit.socketFactory()");
  }

  /**
   * Whether {@code socket} certainly goes to the peer it shows. A TLS socket of the JDK answers
   * with the channel of the socket below it.
   */
  static boolean isDirect(Socket socket) {
    if (socket instanceof KnownSocket known) {
      return known.socks() == null;
    }
    SocketChannel channel = socket.getChannel();
    return channel != null && isOfTheJdk(channel.getClass()) && isOfTheJdk(socket.getClass());
  }

  private static boolean isOfTheJdk(Class<?> type) {
    return type.getModule() == Object.class.getModule();
  }

  /**
   * Whether another connection may take the place of this one, which was refused. Not if it may be
   * a proxy's, or go through one: going around a proxy would go around what it is there for.
   */
  boolean mayBeReplaced(HostName host, int port, Resolution name, Socket socket, Patience patience)
      throws IOException {
    InetSocketAddress seen = ConnectionInspection.peerOf(socket);
    if (seen.getAddress() == null || seen.getPort() != port) {
      return false; // a SOCKS proxy; or a peer at another port than the one that is meant
    }
    if (socket instanceof KnownSocket known) {
      return known.socks() == null && !known.isSpokenOn(); // what was written is a CONNECT
    }
    return !isTakenBySocks(seen)
        && (name.addresses().contains(seen.getAddress())
            || isBelievedBySystem(host, seen.getAddress(), patience));
  }

  /** Whether the JVM sends plain sockets to {@code peer} through a SOCKS proxy, as of now. */
  private static boolean isTakenBySocks(InetSocketAddress peer) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return false;
    }
    try {
      String address = peer.getAddress().getHostAddress();
      URI uri = new URI("socket", null, address, peer.getPort(), null, null, null);
      List<Proxy> selected = selector.select(uri);
      return selected != null
          && selected.stream().anyMatch(proxy -> proxy.type() == Proxy.Type.SOCKS);
    } catch (URISyntaxException | RuntimeException e) {
      return true; // it can't be excluded
    }
  }

  /**
   * Whether the system's resolver says so: then it has led the client astray. Any other peer may be
   * an HTTP proxy at the very port that is meant, which only its client knows of.
   */
  private boolean isBelievedBySystem(HostName host, InetAddress address, Patience patience)
      throws IOException {
    CompletableFuture<Boolean> believed =
        CompletableFuture.supplyAsync(() -> systemSays(host, address), threads);
    try {
      patience.await(believed);
    } catch (SocketTimeoutException slow) {
      return false; // not known is not believed
    }
    return believed.join();
  }

  private boolean systemSays(HostName host, InetAddress address) {
    try {
      return system.addresses(host.ascii()).contains(address);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
