package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A client's own choice of proxies, without those that weren't declared. Selectors over equal
 * choices are equal, so that their clients can share connections. Thread-safe if the client's
 * selector is.
 */
final class DeclaredProxySelector extends ProxySelector {
  private final DeclaredProxies declared;
  private final @Nullable Proxy only;
  private final ProxySelector choice;
  private volatile @Nullable Parsed parsed; // the last one

  private record Parsed(HttpUrl url, URI uri) {}

  private DeclaredProxySelector(
      DeclaredProxies declared, @Nullable Proxy only, ProxySelector choice) {
    this.declared = declared;
    this.only = only;
    this.choice = choice;
  }

  /**
   * The selector for a client.
   *
   * @param only the proxy it always uses; null if it asks {@code choice}
   */
  static DeclaredProxySelector of(
      DeclaredProxies declared, @Nullable Proxy only, ProxySelector choice) {
    return only == null
            && choice instanceof DeclaredProxySelector ours
            && ours.declared.equals(declared)
        ? ours
        : new DeclaredProxySelector(declared, only, choice);
  }

  DeclaredProxies declared() {
    return declared;
  }

  /** The proxy that is always used; null if a selector is asked. */
  @Nullable Proxy only() {
    return only;
  }

  /** Refuses a call that would go through an undeclared proxy, before anything is connected. */
  void check(HttpUrl url) throws UntrustedConnectionException {
    if (only != null) {
      declared.check(url, only);
      return;
    }
    for (Proxy proxy : chosen(uriOf(url))) {
      declared.check(url, proxy);
    }
  }

  /**
   * {@code url} as a URI. The last one is cached: parsing would take longer than the rest of the
   * check.
   */
  private URI uriOf(HttpUrl url) {
    Parsed last = parsed;
    if (last == null || !last.url.equals(url)) {
      last = new Parsed(url, url.uri());
      parsed = last;
    }
    return last.uri;
  }

  /**
   * The declared proxies for {@code uri}. Before OkHttp 5.4 redirects can't be {@link #check}ed in
   * time, so undeclared proxies are dropped here as well; OkHttp then connects directly.
   */
  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> allowed = new ArrayList<>();
    boolean isSocks = false;
    for (Proxy proxy : chosen(uri)) {
      Optional<Proxy> found = found(uri, proxy);
      if (found.isPresent()) {
        allowed.add(found.get());
      }
      isSocks |= proxy.type() == Proxy.Type.SOCKS && declared.find(proxy).isPresent();
    }
    // OkHttp creates the sockets for SOCKS proxies itself, and such a socket doesn't show its
    // proxy.
    if (uri.getHost() != null) {
      declared.exchanges().chosenProxies().chose(uri.getHost(), portOf(uri), isSocks);
    }
    return allowed.isEmpty() ? List.of(Proxy.NO_PROXY) : allowed;
  }

  private static int portOf(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? 80 : 443;
  }

  private Optional<Proxy> found(URI uri, Proxy proxy) {
    Optional<Proxy> found = declared.find(proxy);
    if (found.isPresent()) {
      return found;
    }
    try {
      declared.refuse(uri.getHost(), uri.getPort(), proxy);
      return Optional.of(proxy); // the policy only reports
    } catch (UntrustedConnectionException refused) {
      return Optional.empty(); // audited by refuse()
    }
  }

  private List<Proxy> chosen(URI uri) {
    if (only != null) {
      return List.of(only);
    }
    if (uri.getHost() == null) {
      return List.of(); // OkHttp asks no selector either
    }
    List<Proxy> chosen = choice.select(uri);
    return chosen == null ? List.of() : chosen;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    choice.connectFailed(uri, address, failure);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeclaredProxySelector that
        && declared.equals(that.declared)
        && Objects.equals(only, that.only)
        && choice.equals(that.choice);
  }

  @Override
  public int hashCode() {
    return Objects.hash(declared, only, choice);
  }
}
