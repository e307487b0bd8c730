package dev.trustconnect.http;

import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.UntrustedConnectionException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's proxies, each checked when the JDK's client asks for it. A check before that would
 * see another answer than the client gets: a selector may answer differently each time, and the
 * JVM's default one may be replaced. Thread-safe if the client's selector is.
 */
final class CheckedProxies extends ProxySelector {
  private final @Nullable ProxySelector own;
  private final Set<InetSocketAddress> declared;
  private final RequestGate gate;

  /** A refused proxy: {@code select} can't throw the refusal itself. */
  static final class RefusedProxy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final UntrustedConnectionException refusal;

    private RefusedProxy(UntrustedConnectionException refusal) {
      super(refusal);
      this.refusal = refusal;
    }

    UntrustedConnectionException refusal() {
      return refusal;
    }
  }

  /**
   * Proxies of a client.
   *
   * @param own the client's selector; null for the JVM's
   */
  CheckedProxies(@Nullable ProxySelector own, Set<InetSocketAddress> declared, RequestGate gate) {
    this.own = own;
    this.declared = declared;
    this.gate = gate;
  }

  /** The client's selector; empty for the JVM's. */
  Optional<ProxySelector> own() {
    return Optional.ofNullable(own);
  }

  /** The JVM's may be null: then nothing has a proxy. */
  private @Nullable ProxySelector current() {
    return own != null ? own : getDefault();
  }

  /**
   * The proxies for {@code uri}.
   *
   * @throws RefusedProxy if one isn't declared and the policy refuses that
   */
  @Override
  public List<Proxy> select(URI uri) {
    ProxySelector current = current();
    List<Proxy> proxies = current == null ? List.of() : List.copyOf(current.select(uri));
    for (Proxy proxy : proxies) {
      if (proxy.type() != Proxy.Type.DIRECT && !isDeclared(proxy)) {
        try {
          gate.forAdapter()
              .checkUndeclaredProxy(uri.getHost(), TrustedHttpClient.portOf(uri), proxy.toString());
        } catch (UntrustedConnectionException refused) {
          throw new RefusedProxy(refused);
        }
      }
    }
    return proxies;
  }

  private boolean isDeclared(Proxy proxy) {
    return proxy.address() instanceof InetSocketAddress address && declared.contains(address);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    ProxySelector current = current();
    if (current != null) {
      current.connectFailed(uri, address, failure);
    }
  }
}
