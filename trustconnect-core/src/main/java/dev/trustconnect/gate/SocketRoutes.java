package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.adapter.ChosenProxies;
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
 * Determines whether a connected socket is direct or goes through a proxy, as far as that can be
 * known. Thread-safe.
 *
 * <p>The attack: a {@link Socket} that went through a SOCKS proxy reports its target as its peer.
 * So an attacker who controls {@code -DsocksProxyHost}, the JVM's {@code ProxySelector} or a
 * client's {@code SocketFactory} can intercept a connection that looks direct, and the API has no
 * way to distinguish the two. So only our own sockets count as direct, and those of a {@link
 * SocketChannel}, which doesn't support SOCKS.
 */
final class SocketRoutes {
  private final PeerAddresses peers;
  private final Set<InetSocketAddress> proxies;
  private final ChosenProxies chosen;
  private final SystemNames system;
  private final Executor threads;

  /**
   * Checks routes to {@code peers}.
   *
   * @param threads runs lookups with {@code system}, which may block
   */
  SocketRoutes(
      PeerAddresses peers,
      Set<InetSocketAddress> proxies,
      ChosenProxies chosen,
      SystemNames system,
      Executor threads) {
    this.peers = peers;
    this.proxies = Set.copyOf(proxies);
    this.chosen = chosen;
    this.system = system;
    this.threads = threads;
  }

  /** Checks whether {@code socket} is connected to an address of {@code name} by a known route. */
  Finding bound(HostName host, int port, Resolution name, Socket socket) {
    InetSocketAddress peer = PeerAddresses.of(socket);
    Finding seen = peers.bound(name, peer);
    Finding.Violated unknown = unknownRoute(host, port, socket);
    boolean isElsewhere = seen instanceof Finding.Violated && peer.getAddress() != null;
    return unknown == null || isElsewhere ? seen : unknown;
  }

  /**
   * The problem with the route of {@code socket}, independent of its peer; null if the route is
   * known.
   */
  Finding.@Nullable Violated unknownRoute(HostName host, int port, Socket socket) {
    if (socket instanceof KnownSocket known && known.socks() != null) {
      return proxies.contains(known.socks()) ? null : hidden();
    }
    InetSocketAddress peer = PeerAddresses.of(socket);
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
        "a direct connection, or sockets through a declared proxy:"
            + " TlsKit.through(proxy).plainSockets()");
  }

  private static Finding.Violated foreign(Socket socket, InetSocketAddress peer) {
    return new Finding.Violated(
        Check.ADDRESS_BOUND,
        Reason.GATE_SOCKET_NOT_OURS,
        "a "
            + socket.getClass().getName()
            + " that reports "
            + peer.getAddress().getHostAddress()
            + " as its peer, which it would do behind a SOCKS proxy too",
        "a socket known to be direct: give the client TlsKit.plainSockets() as its socket factory,"
            + " or use TlsKit.reconnecting()");
  }

  /** The finding for a TLS socket of another factory, whose route isn't known. */
  static Finding.Violated foreignTls(String socketType) {
    return new Finding.Violated(
        Check.ADDRESS_BOUND,
        Reason.GATE_SOCKET_NOT_OURS,
        "a TLS socket of another factory (" + socketType + "), which may use a SOCKS proxy",
        "a socket of TlsKit.socketFactory()");
  }

  /**
   * Whether {@code socket} is certainly connected to the peer it reports. A TLS socket of the JDK
   * returns the channel of the socket below it.
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
   * Whether another connection may replace this one, which was refused. False if it may be to a
   * proxy, or go through one: bypassing a proxy would defeat its purpose.
   */
  boolean mayBeReplaced(
      HostName host, int port, Resolution name, Socket socket, ConnectDeadline deadline)
      throws IOException {
    InetSocketAddress seen = PeerAddresses.of(socket);
    if (seen.getAddress() == null || seen.getPort() != port) {
      return false; // a SOCKS proxy, or a peer at another port than requested
    }
    if (socket instanceof KnownSocket known) {
      return known.socks() == null && !known.isSpokenOn(); // something written is a CONNECT
    }
    return !isTakenBySocks(seen)
        && (name.addresses().contains(seen.getAddress())
            || isAddressOfSystem(host, seen.getAddress(), deadline));
  }

  /** Whether the JVM currently sends plain sockets to {@code peer} through a SOCKS proxy. */
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
   * Whether the system's resolver returns this address for the host: then the client got the wrong
   * address from it. Any other peer may be an HTTP proxy at the same port, which only the client
   * knows about.
   */
  private boolean isAddressOfSystem(HostName host, InetAddress address, ConnectDeadline deadline)
      throws IOException {
    CompletableFuture<Boolean> believed =
        CompletableFuture.supplyAsync(() -> systemSays(host, address), threads);
    try {
      deadline.await(believed);
    } catch (SocketTimeoutException slow) {
      return false; // unknown counts as false
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
