package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.ClientFinding.Severity.DANGEROUS;
import static dev.trustconnect.okhttp.ClientFinding.Severity.MISSING;
import static dev.trustconnect.okhttp.ClientFinding.Severity.NOTE;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.ClientFinding.Code;
import dev.trustconnect.okhttp.ClientFinding.Severity;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Looks at a client that somebody else may have built, seam by seam. For one use. */
final class ClientInspection {
  private static final String INSTALL = "TrustConnectOkHttp.install(trust, client.newBuilder())";

  private final TrustConnect trust;
  private final OkHttpClient client;
  private final Exchanges exchanges;
  private final List<ClientFinding> findings = new ArrayList<>();

  /** Where our interceptors are in their lists; -1 if they aren't. */
  private final int home;

  private final int network;
  private final int pluggedIn;

  ClientInspection(TrustConnect trust, OkHttpClient client) {
    this.trust = trust;
    this.client = client;
    this.exchanges = new Exchanges(trust.exchanges());
    this.home =
        lastIndex(
            client.interceptors(),
            one -> one instanceof HomeInterceptor ours && ours.looksWith(exchanges));
    this.network =
        lastIndex(
            client.networkInterceptors(),
            one -> one instanceof NetworkInterceptor ours && ours.looksWith(exchanges));
    this.pluggedIn =
        lastIndex(
            client.interceptors(),
            one -> one instanceof TrustConnectInterceptor ours && ours.looksWith(exchanges));
  }

  private static int lastIndex(List<Interceptor> all, Predicate<Interceptor> wanted) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (wanted.test(all.get(i))) {
        return i;
      }
    }
    return -1;
  }

  ClientReport report() {
    exchangeGate();
    if (!isGated()) {
      whatNobodyStops();
    }
    TlsSeams tls = new TlsSeams(trust.tls(), client, this::add);
    tls.versions();
    if (pluggedIn < 0) { // or else the interceptor gives all of these to every call
      names();
      tls.seams();
    }
    sockets();
    proxies();
    tls.pins();
    additions();
    habits();
    return new ClientReport(findings);
  }

  private void add(Code code, Severity severity, String seen, String wanted, String remedy) {
    findings.add(new ClientFinding(code, severity, seen, wanted, remedy));
  }

  private boolean isInstalled() {
    return home >= 0 && network >= 0;
  }

  private boolean isGated() {
    return isInstalled() || pluggedIn >= 0;
  }

  private void exchangeGate() {
    if (!isGated()) {
      add(
          Code.NO_EXCHANGE_GATE,
          MISSING,
          home >= 0
              ? "no network interceptor of this TrustConnect"
              : network >= 0
                  ? "no application interceptor of this TrustConnect"
                  : "no interceptor of this TrustConnect",
          "every request looked at before it leaves",
          OkHttpAbilities.overridesPerCall()
              ? "addInterceptor(new TrustConnectInterceptor(trust)) as the last one, or " + INSTALL
              : INSTALL);
      return;
    }
    List<String> later = new ArrayList<>();
    if (isInstalled()) {
      betweenOurs();
      addLater(later, client.networkInterceptors(), network);
    } else {
      addLater(later, client.interceptors(), pluggedIn);
      addLater(later, client.networkInterceptors(), -1);
    }
    if (!later.isEmpty()) {
      add(
          Code.EXCHANGE_GATE_NOT_LAST,
          MISSING,
          "after the last look " + String.join(", ", later),
          "nothing after it, which could add a header or exchange what the call was given",
          isInstalled()
              ? "add network interceptors before TrustConnectOkHttp.install"
              : "add TrustConnectInterceptor last, or use " + INSTALL);
    }
  }

  /** The network interceptor of an installed client looks at what these have made of a request. */
  private void betweenOurs() {
    List<String> later = new ArrayList<>();
    addLater(later, client.interceptors(), home);
    if (!later.isEmpty()) {
      add(
          Code.EXCHANGE_GATE_NOT_LAST,
          NOTE,
          "after the first look and before the last " + String.join(", ", later),
          "interceptors that give a secret to one host, and change neither host nor port",
          "add interceptors before TrustConnectOkHttp.install, or expect such calls to be refused");
    }
  }

  private static void addLater(List<String> later, List<Interceptor> all, int ours) {
    all.subList(ours + 1, all.size()).forEach(one -> later.add(ClientFinding.typeOf(one)));
  }

  /** What the exchange gate would refuse. */
  private void whatNobodyStops() {
    if (client.connectionSpecs().stream().anyMatch(spec -> !spec.isTls())) {
      add(
          Code.CLEARTEXT_ALLOWED,
          DANGEROUS,
          "ConnectionSpec.CLEARTEXT",
          "https: only",
          "connectionSpecs(List.of(ConnectionSpec.MODERN_TLS)), or " + INSTALL);
    }
    if (client.followRedirects()) {
      add(
          Code.FOLLOWS_REDIRECTS,
          DANGEROUS,
          "followRedirects: all headers but Authorization, and bodies, go to the other host",
          "secrets that stay at home",
          "followRedirects(false), or " + INSTALL);
      if (client.followSslRedirects()) {
        add(
            Code.FOLLOWS_TO_CLEARTEXT,
            DANGEROUS,
            "followSslRedirects: from https: to http:",
            "https: only",
            "followSslRedirects(false), or " + INSTALL);
      }
    }
  }

  private void names() {
    if (!client.dns().equals(TrustedDns.over(trust.names()))) {
      add(
          Code.FOREIGN_DNS,
          MISSING,
          ClientFinding.typeOf(client.dns()),
          "addresses that were proven",
          "dns(TrustedDns.over(trust.names())), or " + INSTALL);
    }
  }

  private void sockets() {
    SocketFactory factory = client.socketFactory();
    if (new PlainSockets(trust.tls().plainSockets()).isOfAKit(factory)
        || (pluggedIn >= 0 && PlainSockets.isDefault(factory))) { // the interceptor replaces that
      return;
    }
    add(
        Code.FOREIGN_SOCKETS,
        MISSING,
        ClientFinding.typeOf(factory),
        "sockets that no SOCKS proxy can take unseen: others are refused before the handshake",
        PlainSockets.isDefault(factory)
            ? "socketFactory(trust.tls().plainSockets()), or " + INSTALL
            : "socketFactory(trust.tls().plainSockets()), or have yours hand out what that makes");
  }

  private void proxies() {
    DeclaredProxies declared = new DeclaredProxies(trust.proxies(), exchanges);
    boolean perCall = pluggedIn >= 0 || (home >= 0 && OkHttpAbilities.overridesPerCall());
    ProxySelector selector = client.proxySelector();
    DeclaredProxySelector ours =
        selector instanceof DeclaredProxySelector one && one.declared().equals(declared)
            ? one
            : null;
    boolean asked = client.proxyAuthenticator() instanceof DeclaredProxyAuthenticator;
    boolean guarded = perCall || (client.proxy() == null && ours != null && asked);
    Proxy only = client.proxy() == null && ours != null ? ours.only() : client.proxy();
    if (only != null && declared.find(only).isEmpty()) {
      add(
          Code.UNDECLARED_PROXY,
          guarded ? NOTE : DANGEROUS,
          "the proxy " + only + (guarded ? ", so that every call is refused" : ""),
          "no proxy, or a declared one",
          "TrustConnect.builder().proxies(…) if it is yours, or else proxy(Proxy.NO_PROXY)");
    } else if (only == null && !guarded) {
      add(
          Code.FOREIGN_PROXY_SELECTOR,
          MISSING,
          selector.equals(ProxySelector.getDefault())
              ? "the JVM's default ProxySelector"
              : ClientFinding.typeOf(selector),
          "declared proxies only",
          "proxy(Proxy.NO_PROXY), or " + INSTALL);
    }
  }

  /** Who else puts something into requests, or answers them. */
  private void additions() {
    if (client.authenticator() != Authenticator.NONE) {
      add(
          Code.AUTHENTICATOR,
          NOTE,
          ClientFinding.typeOf(client.authenticator()),
          "credentials for the host that asks, and no other",
          "see that it looks at the host before it answers");
    }
    if (client.cookieJar() != CookieJar.NO_COOKIES) {
      add(
          Code.COOKIE_JAR,
          NOTE,
          ClientFinding.typeOf(client.cookieJar())
              + (isGated() ? "" : ", which adds cookies after the last look"),
          "cookies for the host that set them, and no other",
          "CookieJar.NO_COOKIES, unless the service needs one");
    }
    if (client.cache() != null) {
      add(
          Code.CACHE,
          NOTE,
          "a cache: its answers come over no connection and have no evidence",
          "evidence for every answer",
          "cache(null) where you rely on evidenceOf(response)");
    }
  }

  private void habits() {
    boolean endless = client.callTimeoutMillis() == 0 && client.readTimeoutMillis() == 0;
    if (client.connectTimeoutMillis() == 0 || (endless && client.pingIntervalMillis() == 0)) {
      add(
          Code.NO_TIMEOUT,
          NOTE,
          client.connectTimeoutMillis() == 0 ? "connectTimeout 0" : "readTimeout 0, no pings",
          "an end to waiting for who says nothing",
          "connectTimeout(…), and readTimeout(…) or pingInterval(…)");
    }
    if (!client.protocols().contains(Protocol.HTTP_2)) {
      add(
          Code.NO_HTTP_2,
          NOTE,
          client.protocols().toString(),
          "HTTP/2, where calls to a host share one judged connection",
          "protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))");
    }
    if (!client.retryOnConnectionFailure()) {
      add(
          Code.NO_RETRY,
          NOTE,
          "retryOnConnectionFailure(false): the first address that fails or is refused ends a call",
          "another proven address tried",
          "retryOnConnectionFailure(true), unless you retry yourself");
    }
  }
}
