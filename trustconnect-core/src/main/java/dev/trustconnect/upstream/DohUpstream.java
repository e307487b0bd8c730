package dev.trustconnect.upstream;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohProxy;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import dev.trustconnect.upstream.transport.DohUrl;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A DNS-over-HTTPS server (RFC 8484): its address and how it is authenticated.
 *
 * <p>Immutable. Nothing is connected until the exchange returned by {@link #open()} is first used.
 */
public final class DohUpstream {
  /** Cloudflare's public resolver, 1.1.1.1. */
  public static final DohUpstream CLOUDFLARE =
      builder("https://cloudflare-dns.com/dns-query")
          .bootstrap("1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001")
          .build();

  /** Google Public DNS, 8.8.8.8. */
  public static final DohUpstream GOOGLE =
      builder("https://dns.google/dns-query")
          .bootstrap("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844")
          .build();

  /** Quad9's public resolver, 9.9.9.9; it doesn't answer for names known to be malicious. */
  public static final DohUpstream QUAD9 =
      builder("https://dns.quad9.net/dns-query")
          .bootstrap("9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9")
          .build();

  private final DohUrl url;
  private final PeerName name;
  private final String label;
  private final List<InetAddress> addresses;
  private final @Nullable TrustRoots roots;
  private final List<Pin> pins;
  private final @Nullable ProxySelector proxies;
  private final @Nullable DohProxy proxy;
  private final @Nullable DohTransportFactory transport;

  private DohUpstream(Builder builder, List<InetAddress> addresses) {
    this.url = builder.url;
    InetAddress literal = url.literal().orElse(null);
    this.name = literal != null ? PeerName.of(literal) : PeerName.of(HostName.parse(url.host()));
    this.label = builder.label == null ? url.label() : builder.label;
    this.addresses = addresses;
    this.roots = builder.roots;
    this.pins = List.copyOf(builder.pins);
    this.proxies = builder.proxies;
    this.proxy = builder.proxy;
    this.transport = builder.transport;
  }

  private DohUpstream(
      DohUpstream direct,
      @Nullable ProxySelector proxies,
      @Nullable DohProxy proxy,
      @Nullable DohTransportFactory transport) {
    this.url = direct.url;
    this.name = direct.name;
    this.label = direct.label;
    this.addresses = direct.addresses;
    this.roots = direct.roots;
    this.pins = direct.pins;
    this.proxies = proxies;
    this.proxy = proxy;
    this.transport = transport;
  }

  /**
   * The same server, reached only through this proxy: {@code
   * DohUpstream.QUAD9.withProxy("http://proxy.example.com:3128")}. See {@link Builder#proxy}.
   *
   * @throws IllegalArgumentException as {@link DohProxy#parse}
   */
  public DohUpstream withProxy(String url) {
    return new DohUpstream(this, null, DohProxy.parse(url), transport);
  }

  /**
   * The same server, reached through {@code factory}'s transport instead of the preferred one. The
   * factory receives the server's address and settings.
   */
  @SuppressWarnings("exports") // for diagnosis
  public DohUpstream withTransport(DohTransportFactory factory) {
    return new DohUpstream(this, proxies, proxy, Objects.requireNonNull(factory));
  }

  /**
   * A builder for the server at this URL, which may be a URI template ending in <code>{?dns}</code>
   * .
   *
   * @throws IllegalArgumentException naming the position, if it isn't https, has user information
   *     or a fragment, or its host is neither a name nor an address literal
   */
  public static Builder builder(String url) {
    return new Builder(DohUrl.parse(url));
  }

  /** The transport on the JDK's own HTTP client, which is used where OkHttp is absent. */
  @SuppressWarnings("exports") // for tests of each transport
  public static DohTransportFactory jdkTransport() {
    return DohTransports.jdk();
  }

  /** The transport that is used unless one is set: OkHttp's where it is present. */
  @SuppressWarnings("exports") // for tests of each transport
  public static DohTransportFactory preferredTransport() {
    return DohTransports.preferred();
  }

  /**
   * Opens an exchange with this server, which the caller must close. It connects when it is first
   * used.
   */
  @SuppressWarnings("exports") // for TrustConnect
  public DnsExchange open() {
    // Certificates are checked by the system's clock, even if answers are validated for another
    // time.
    return open(InstantSource.system());
  }

  /** As {@link #open()}, with a clock for certificates and {@code Retry-After} dates. */
  DnsExchange open(InstantSource clock) {
    Optional<InetAddress> literal = url.literal();
    TrustRoots trusted = roots == null ? TrustRoots.system() : roots;
    ServerTrust trust = new ServerTrust(name, trusted, pins, clock);
    DohServer server =
        new DohServer(
            label,
            url.uri(),
            url.host(),
            url.port(),
            addresses,
            literal.isEmpty(),
            trust.context(),
            trust,
            proxies,
            proxy);
    DohTransportFactory factory = transport == null ? DohTransports.preferred() : transport;
    // A failure's message then shows that the proxy may be the cause.
    String shown = proxy == null ? label : label + " through the proxy " + proxy;
    return new DohExchange(shown, factory.open(server), clock);
  }

  /**
   * The name of this server in messages: {@link Builder#label}, or else the host, with the port
   * unless it is 443.
   */
  public String label() {
    return label;
  }

  /**
   * The name of the proxy that leads to this server, which the system's resolver looks up; empty if
   * there is no proxy, or it is given by its address.
   */
  public Optional<HostName> proxyName() {
    return proxy != null && proxy.address().isUnresolved()
        ? Optional.of(HostName.parse(proxy.host()))
        : Optional.empty();
  }

  /** The addresses to connect to, in this order. */
  public List<InetAddress> addresses() {
    return addresses;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DohUpstream that
        && url.equals(that.url)
        && label.equals(that.label)
        && addresses.equals(that.addresses)
        && Objects.equals(roots, that.roots)
        && pins.equals(that.pins)
        && Objects.equals(proxies, that.proxies)
        && Objects.equals(proxy, that.proxy)
        && Objects.equals(transport, that.transport);
  }

  @Override
  public int hashCode() {
    return Objects.hash(url, label, addresses, roots, pins);
  }

  /**
   * The label and the addresses. The URL is left out: its path or query may identify the customer.
   */
  @Override
  public String toString() {
    List<String> shown = addresses.stream().map(InetAddress::getHostAddress).toList();
    return label + " at " + String.join(", ", shown);
  }

  /**
   * Builds a {@link DohUpstream}. Repeated calls add bootstrap addresses and pins, and replace the
   * other settings. Not thread-safe.
   */
  public static final class Builder {
    private final DohUrl url;
    private final List<InetAddress> bootstrap = new ArrayList<>();
    private final List<Pin> pins = new ArrayList<>();
    private @Nullable TrustRoots roots;
    private @Nullable String label;
    private @Nullable ProxySelector proxies;
    private @Nullable DohProxy proxy;
    private @Nullable DohTransportFactory transport;

    private Builder(DohUrl url) {
      this.url = url;
    }

    /**
     * Adds IP addresses of a server that is given by name. They are required: the name isn't looked
     * up anywhere.
     *
     * @throws IllegalArgumentException if one isn't an IP address literal; no name is looked up
     */
    public Builder bootstrap(String... literals) {
      for (String literal : literals) {
        bootstrap.add(DohUrl.address(literal));
      }
      return this;
    }

    /**
     * Accepts only these roots for the server's certificate; the default is the Java runtime's
     * roots.
     */
    public Builder roots(TrustRoots roots) {
      this.roots = Objects.requireNonNull(roots);
      return this;
    }

    /**
     * Adds pins: the server's verified path must contain one of them. No backup pin is required.
     */
    public Builder pins(Pin... pins) {
      this.pins.addAll(List.of(pins));
      return this;
    }

    /**
     * Connects through this HTTP proxy, such as {@code http://proxy.example.com:3128} or, if it
     * requires a password, {@code http://user:password@192.0.2.80:3128}. Without this call or
     * {@link #proxySelector} connections are direct: the JVM's {@code https.proxyHost}, its default
     * {@code ProxySelector} and the environment variable {@code HTTPS_PROXY} are ignored.
     *
     * <p>TLS runs through the proxy to the server, which is checked as without a proxy. Only the
     * proxy's own name is looked up with the system's resolver. OkHttp asks the proxy for the
     * server by name, the JDK's client by address. The JDK's client can't send a password, so
     * without OkHttp {@link DohUpstream#open} throws {@code IllegalArgumentException} for a proxy
     * with one.
     *
     * @throws IllegalArgumentException as {@link DohProxy#parse}
     */
    public Builder proxy(String url) {
      this.proxy = DohProxy.parse(url);
      return this;
    }

    /**
     * Connects through the proxies this selector chooses. Without this call or {@link #proxy}
     * connections are direct, whatever the system's settings.
     */
    public Builder proxySelector(ProxySelector selector) {
      this.proxies = selector;
      return this;
    }

    /** Uses this transport instead of the preferred one. */
    @SuppressWarnings("exports") // for tests of each transport
    public Builder transport(DohTransportFactory factory) {
      this.transport = factory;
      return this;
    }

    /** Sets the server's name in messages, for instance to distinguish two paths on one host. */
    public Builder label(String text) {
      this.label = text;
      return this;
    }

    /**
     * The upstream with these settings.
     *
     * @throws IllegalArgumentException if the host is a name and no bootstrap address was set, the
     *     host is an address and one was set, or both a proxy and a proxy selector were set
     */
    public DohUpstream build() {
      Optional<InetAddress> literal = url.literal();
      if (literal.isEmpty() && bootstrap.isEmpty()) {
        throw new IllegalArgumentException(
            url.host()
                + " is a name: give its addresses with bootstrap(…); it isn't looked up anywhere");
      }
      if (literal.isPresent() && !bootstrap.isEmpty()) {
        throw new IllegalArgumentException(
            url.host() + " is an address already: bootstrap(…) is for a server given by name");
      }
      if (proxy != null && proxies != null) {
        throw new IllegalArgumentException("set proxy(…) or proxySelector(…), not both");
      }
      return new DohUpstream(
          this, literal.isPresent() ? List.of(literal.get()) : List.copyOf(bootstrap));
    }
  }
}
