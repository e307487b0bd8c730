package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Which proxies a request may go through: those that were declared. Any other is told nothing, not
 * even the host. Equal if declared for the same exchanges. Thread-safe.
 */
record DeclaredProxies(Set<InetSocketAddress> addresses, Exchanges exchanges) {
  DeclaredProxies {
    addresses = Set.copyOf(addresses);
  }

  /** Whether this very address, which is about to be connected to, is a declared proxy. */
  boolean has(InetSocketAddress address) {
    return addresses.contains(address);
  }

  /**
   * {@code proxy} by the address it was declared with; empty if it wasn't. The JVM's own selector
   * gives its proxies by name only: whoever looked that up would choose the proxy.
   */
  Optional<Proxy> find(Proxy proxy) {
    if (proxy.type() == Proxy.Type.DIRECT) {
      return Optional.of(proxy);
    }
    return proxy.address() instanceof InetSocketAddress address
        ? addresses.stream()
            .filter(declared -> isSame(declared, address))
            .findFirst()
            .map(declared -> new Proxy(proxy.type(), declared))
        : Optional.empty();
  }

  private static boolean isSame(InetSocketAddress declared, InetSocketAddress address) {
    return address.isUnresolved()
        ? declared.getPort() == address.getPort()
            && declared.getHostString().equalsIgnoreCase(address.getHostString())
        : declared.equals(address);
  }

  /** Refuses the way to {@code url} if {@code proxy} wasn't declared. */
  void check(HttpUrl url, Proxy proxy) throws UntrustedConnectionException {
    if (find(proxy).isEmpty()) {
      refuse(url.host(), url.port(), proxy);
    }
  }

  /** Refuses a way to {@code host} through an undeclared proxy. */
  void refuse(String host, int port, Proxy undeclared) throws UntrustedConnectionException {
    String shown =
        undeclared.address() instanceof InetSocketAddress address
            ? address.getHostString() + ":" + address.getPort()
            : "without an address";
    exchanges.checkUndeclaredProxy(host, port, undeclared.type() + " " + shown);
  }
}
