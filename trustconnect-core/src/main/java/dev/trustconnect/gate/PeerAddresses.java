package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a connection's peer is one of its name's addresses, as far as the peer is visible.
 * Immutable.
 *
 * @param proxies the declared proxies, behind which it isn't
 */
record PeerAddresses(Set<InetSocketAddress> proxies) {
  PeerAddresses {
    proxies = Set.copyOf(proxies);
  }

  /** The peer of a socket; without an address if a SOCKS proxy resolved the name. */
  static InetSocketAddress of(Socket socket) {
    return socket.getInetAddress() == null
        ? InetSocketAddress.createUnresolved("", socket.getPort())
        : new InetSocketAddress(socket.getInetAddress(), socket.getPort());
  }

  /** The peer's address; null if it isn't visible or the peer is a declared proxy. */
  @Nullable InetAddress addressOf(@Nullable InetSocketAddress peer) {
    return peer == null || isProxy(peer) ? null : peer.getAddress();
  }

  private boolean isProxy(InetSocketAddress peer) {
    return proxies.contains(peer);
  }

  /**
   * Checks whether the peer is one of the name's addresses.
   *
   * @param peer null for an engine, or if only a session is known
   */
  Finding bound(Resolution name, @Nullable InetSocketAddress peer) {
    if (peer == null) {
      return notSeen();
    }
    if (peer.getAddress() == null) {
      return proxies.isEmpty()
          ? new Finding.Violated(
              Check.ADDRESS_BOUND,
              Reason.ADDRESS_NOT_PROVEN,
              "a connection through a SOCKS proxy that isn't declared",
              "a direct connection, or a declared proxy")
          : new Finding.NotEvaluated(
              Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "the peer is behind a SOCKS proxy");
    }
    String address = peer.getAddress().getHostAddress();
    if (isProxy(peer)) {
      return new Finding.NotEvaluated(
          Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "the peer is behind the proxy " + address);
    }
    return name.addresses().contains(peer.getAddress())
        ? new Finding.Satisfied(Check.ADDRESS_BOUND, address)
        : new Finding.Violated(
            Check.ADDRESS_BOUND,
            Reason.ADDRESS_NOT_PROVEN,
            "a connection to " + address,
            "a connection to "
                + name.addresses().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(" or "))
                + " (if it is your proxy, declare it)");
  }

  /** The finding about a peer that only its own connection knows. */
  static Finding notSeen() {
    return new Finding.NotEvaluated(
        Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "the peer's address isn't visible here");
  }
}
