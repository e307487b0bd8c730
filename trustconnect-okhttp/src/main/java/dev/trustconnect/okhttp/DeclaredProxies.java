package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The proxies a request may go through. Any other learns nothing, not even the host. Thread-safe.
 */
record DeclaredProxies(Set<InetSocketAddress> addresses, Exchanges exchanges) {
  DeclaredProxies {
    addresses = Set.copyOf(addresses);
  }

  @Override // written out for the reason that Exchanges gives
  public boolean equals(@Nullable Object other) {
    return other instanceof DeclaredProxies that
        && addresses.equals(that.addresses)
        && exchanges.equals(that.exchanges);
  }

  @Override
  public int hashCode() {
    return 31 * addresses.hashCode() + exchanges.hashCode();
  }

  /** Whether exactly this address is a declared proxy. */
  boolean has(InetSocketAddress address) {
    return addresses.contains(address);
  }

  /**
   * {@code proxy} with the address it was declared with; empty if it wasn't. The JVM's selector
   * gives proxies by name only; if the system's resolver looked that up, its answer would choose
   * the proxy.
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

  /** Refuses a connection to {@code url} through {@code proxy} if that wasn't declared. */
  void check(HttpUrl url, Proxy proxy) throws UntrustedConnectionException {
    if (find(proxy).isEmpty()) {
      refuse(url.host(), url.port(), proxy);
    }
  }

  /**
   * Refuses a connection to {@code host} through an undeclared proxy, unless the policy only
   * reports.
   */
  void refuse(String host, int port, Proxy undeclared) throws UntrustedConnectionException {
    String shown =
        undeclared.address() instanceof InetSocketAddress address
            ? address.getHostString() + ":" + address.getPort()
            : "without an address";
    exchanges.checkUndeclaredProxy(host, port, undeclared.type() + " " + shown);
  }
}
