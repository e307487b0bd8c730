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

/** Inspects a client's settings one by one. For one use, by one thread. */
final class ClientInspection {
  private static final String INSTALL = "TrustConnectOkHttp.install(trust, client.newBuilder())";

  private final TrustConnect trust;
  private final OkHttpClient client;
  private final Exchanges exchanges;
  private final List<ClientFinding> findings = new ArrayList<>();

  /** The positions of our interceptors in their lists; -1 if absent. */
  private final int home;

  private final int network;
  private final int pluggedIn;

  /** The position of the first interceptor that forwards, if it is ours. */
  private final int forwarding;

  ClientInspection(TrustConnect trust, OkHttpClient client) {
    this.trust = trust;
    this.client = client;
    this.exchanges = new Exchanges(trust.requestGate());
    this.home =
        lastIndex(
            client.interceptors(),
            one -> one instanceof HomeInterceptor ours && ours.uses(exchanges));
    this.network =
        lastIndex(
            client.networkInterceptors(),
            one -> one instanceof NetworkInterceptor ours && ours.uses(exchanges));
    this.pluggedIn =
        lastIndex(
            client.interceptors(),
            one -> one instanceof TrustConnectInterceptor ours && ours.uses(exchanges));
    this.forwarding = forwarding(client.interceptors());
  }

  private int forwarding(List<Interceptor> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof ForwardingInterceptor first) {
        return first.uses(exchanges) ? i : -1; // no request gets past it
      }
    }
    return -1;
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
    if (forwarding >= 0) {
      forwarded();
      return new ClientReport(findings);
    }
    exchangeGate();
    if (!isGated()) {
      unstoppedDangers();
    }
    TlsSeams tls = new TlsSeams(trust.tls(), client, this::add);
    tls.versions();
    if (pluggedIn < 0) { // otherwise the interceptor sets these for every call
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

  /** Requests leave through a client of ours, so only what precedes it and timeouts matter. */
  private void forwarded() {
    List<String> unused = new ArrayList<>();
    addLater(unused, client.interceptors(), forwarding);
    addLater(unused, client.networkInterceptors(), -1);
    if (!unused.isEmpty()) {
      add(
          Code.EXCHANGE_GATE_NOT_LAST,
          NOTE,
          "after the forwarding interceptor, and so never called, " + String.join(", ", unused),
          "nothing after it",
          "add application interceptors before it; network interceptors can't be used");
    }
    Proxy proxy = client.proxy();
    if (proxy != null && new DeclaredProxies(trust.proxies(), exchanges).find(proxy).isEmpty()) {
      add(
          Code.UNDECLARED_PROXY,
          NOTE,
          "the proxy " + proxy + ", so that every call is refused",
          "no proxy, or a declared one",
          "TrustConnect.builder().proxies(…) if it is yours, or else proxy(Proxy.NO_PROXY)");
    }
    timeouts();
    retries();
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
          "every request checked before it is sent",
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
          "after the last check " + String.join(", ", later),
          "nothing after it: it could add a header or replace what the call was given",
          isInstalled()
              ? "add network interceptors before TrustConnectOkHttp.install"
              : "add TrustConnectInterceptor last, or use " + INSTALL);
    }
  }

  /** Notes interceptors between ours: our network interceptor checks what they have changed. */
  private void betweenOurs() {
    List<String> later = new ArrayList<>();
    addLater(later, client.interceptors(), home);
    if (!later.isEmpty()) {
      add(
          Code.EXCHANGE_GATE_NOT_LAST,
          NOTE,
          "between the first check and the last " + String.join(", ", later),
          "interceptors that give a secret to one host only and change neither host nor port",
          "add interceptors before TrustConnectOkHttp.install, or expect such calls to be refused");
    }
  }

  private static void addLater(List<String> later, List<Interceptor> all, int ours) {
    all.subList(ours + 1, all.size()).forEach(one -> later.add(ClientFinding.typeOf(one)));
  }

  /** Reports what the request gate would refuse if it were installed. */
  private void unstoppedDangers() {
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
          "secrets sent to their own host only",
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
          "proven addresses only",
          "dns(TrustedDns.over(trust.names())), or " + INSTALL);
    }
  }

  private void sockets() {
    SocketFactory factory = client.socketFactory();
    if (new PlainSockets(trust.tls().plainSockets()).isOfAKit(factory)
        || (pluggedIn >= 0
            && PlainSockets.isDefault(factory))) { // the interceptor replaces the default
      return;
    }
    add(
        Code.FOREIGN_SOCKETS,
        MISSING,
        ClientFinding.typeOf(factory),
        "sockets that show whether a SOCKS proxy carries them: others are refused before the"
            + " handshake",
        PlainSockets.isDefault(factory)
            ? "socketFactory(trust.tls().plainSockets()), or " + INSTALL
            : "socketFactory(trust.tls().plainSockets()), or let yours return sockets made by"
                + " that");
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

  /** Reports what else adds to requests or answers them. */
  private void additions() {
    if (client.authenticator() != Authenticator.NONE) {
      add(
          Code.AUTHENTICATOR,
          NOTE,
          ClientFinding.typeOf(client.authenticator()),
          "credentials sent only to the host that asks for them",
          "make sure that it checks the host before it answers");
    }
    if (client.cookieJar() != CookieJar.NO_COOKIES) {
      add(
          Code.COOKIE_JAR,
          NOTE,
          ClientFinding.typeOf(client.cookieJar())
              + (isGated() ? "" : ", which adds cookies after the last check"),
          "cookies sent only to the host that set them",
          "CookieJar.NO_COOKIES, unless the service needs one");
    }
    if (client.cache() != null) {
      add(
          Code.CACHE,
          NOTE,
          "a cache: responses from it come over no connection and have no evidence",
          "evidence for every response",
          "cache(null) where you rely on evidenceOf(response)");
    }
  }

  private void habits() {
    timeouts();
    if (!client.protocols().contains(Protocol.HTTP_2)) {
      add(
          Code.NO_HTTP_2,
          NOTE,
          client.protocols().toString(),
          "HTTP/2, where calls to a host share one checked connection",
          "protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))");
    }
    retries();
  }

  private void timeouts() {
    boolean endless = client.callTimeoutMillis() == 0 && client.readTimeoutMillis() == 0;
    if (client.connectTimeoutMillis() == 0 || (endless && client.pingIntervalMillis() == 0)) {
      add(
          Code.NO_TIMEOUT,
          NOTE,
          client.connectTimeoutMillis() == 0 ? "connectTimeout 0" : "readTimeout 0, no pings",
          "a limit for waiting on a silent server",
          "connectTimeout(…), and readTimeout(…) or pingInterval(…)");
    }
  }

  private void retries() {
    if (!client.retryOnConnectionFailure()) {
      add(
          Code.NO_RETRY,
          NOTE,
          "retryOnConnectionFailure(false): a call ends at the first address that fails or is"
              + " refused",
          "the next proven address tried",
          "retryOnConnectionFailure(true), unless you retry yourself");
    }
  }
}
