package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.ClientFinding.Code;
import dev.trustconnect.okhttp.ClientFinding.Severity;
import dev.trustconnect.testing.TestInternet;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.Cache;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionSpec;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an inspection finds, one harm at a time: its healthy twin has nothing to find. */
class InspectionTest {
  private static final TestInternet INTERNET = TestInternet.usual();
  private static final Proxy UNDECLARED =
      new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 3128));
  private static final CertificatePinner PINNER =
      new CertificatePinner.Builder()
          .add("**.example.test", TestInternet.SPARE_PIN.toString())
          .build();

  private final TrustConnect trust =
      INTERNET.trust().policy(TestInternet.policy(API).build()).build();

  @AfterEach
  void close() {
    trust.close();
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  /**
   * A harm to a client.
   *
   * @param installed what it makes of a client that TrustConnect was installed in
   */
  private record Harm(
      String name, UnaryOperator<OkHttpClient.Builder> harm, Severity severity, Code... installed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Harm> harms() {
    return Stream.of(
        new Harm(
            "trust-all",
            builder ->
                builder.sslSocketFactory(
                    INTERNET.ca().clientContext().getSocketFactory(), new TrustsAnybody()),
            Severity.DANGEROUS,
            Code.ACCEPTS_ANY_CERTIFICATE,
            Code.FOREIGN_TLS),
        new Harm(
            "trust-all where JSSE asks",
            builder ->
                builder.sslSocketFactory(
                    INTERNET.ca().clientContext().getSocketFactory(), new TrustsAnySocket()),
            Severity.DANGEROUS,
            Code.ACCEPTS_ANY_CERTIFICATE,
            Code.FOREIGN_TLS),
        new Harm(
            "a trust manager of their own",
            builder ->
                builder.sslSocketFactory(
                    INTERNET.ca().clientContext().getSocketFactory(), INTERNET.ca().trustManager()),
            Severity.MISSING,
            Code.FOREIGN_TLS,
            Code.FOREIGN_TRUST_MANAGER),
        new Harm(
            "a permissive verifier",
            builder -> builder.hostnameVerifier((host, session) -> true),
            Severity.DANGEROUS,
            Code.VERIFIES_NO_NAME),
        new Harm(
            "a verifier of their own",
            builder -> builder.hostnameVerifier((host, session) -> false),
            Severity.MISSING,
            Code.FOREIGN_VERIFIER),
        new Harm(
            "OkHttp's verifier",
            builder -> builder.hostnameVerifier(new OkHttpClient().hostnameVerifier()),
            Severity.MISSING,
            Code.FOREIGN_VERIFIER),
        new Harm(
            "another dns",
            builder -> builder.dns(host -> List.of(InetAddress.getLoopbackAddress())),
            Severity.MISSING,
            Code.FOREIGN_DNS),
        new Harm(
            "obsolete TLS",
            builder -> builder.connectionSpecs(List.of(ConnectionSpec.COMPATIBLE_TLS)),
            Severity.DANGEROUS,
            Code.OBSOLETE_TLS),
        new Harm(
            "no home interceptor",
            builder -> {
              builder.interceptors().clear();
              return builder
                  .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                  .followRedirects(false);
            },
            Severity.MISSING,
            Code.NO_EXCHANGE_GATE),
        new Harm(
            "no network interceptor",
            builder -> {
              builder.networkInterceptors().clear();
              return builder;
            },
            Severity.DANGEROUS,
            Code.CLEARTEXT_ALLOWED,
            Code.FOLLOWS_TO_CLEARTEXT,
            Code.FOLLOWS_REDIRECTS,
            Code.NO_EXCHANGE_GATE),
        new Harm(
            "a network interceptor after ours",
            builder -> builder.addNetworkInterceptor(chain -> chain.proceed(chain.request())),
            Severity.MISSING,
            Code.EXCHANGE_GATE_NOT_LAST),
        new Harm(
            "plain sockets",
            builder -> builder.socketFactory(SocketFactory.getDefault()),
            Severity.MISSING,
            Code.FOREIGN_SOCKETS),
        new Harm(
            "pins of their own",
            builder -> builder.certificatePinner(PINNER),
            Severity.NOTE,
            Code.PINS_IN_THE_CLIENT),
        new Harm(
            "an authenticator",
            builder -> builder.authenticator((route, response) -> null),
            Severity.NOTE,
            Code.AUTHENTICATOR),
        new Harm(
            "cookies", builder -> builder.cookieJar(new Cookies()), Severity.NOTE, Code.COOKIE_JAR),
        new Harm(
            "a cache",
            builder -> builder.cache(new Cache(new File("never-made"), 1)),
            Severity.NOTE,
            Code.CACHE),
        new Harm(
            "no timeout",
            builder -> builder.readTimeout(Duration.ZERO),
            Severity.NOTE,
            Code.NO_TIMEOUT),
        new Harm(
            "HTTP/1.1 only",
            builder -> builder.protocols(List.of(Protocol.HTTP_1_1)),
            Severity.NOTE,
            Code.NO_HTTP_2),
        new Harm(
            "no retry",
            builder -> builder.retryOnConnectionFailure(false),
            Severity.NOTE,
            Code.NO_RETRY));
  }

  private OkHttpClient harmed(Harm harm) {
    return harm.harm().apply(TrustConnectOkHttp.newClient(trust).newBuilder()).build();
  }

  private static List<Code> codes(ClientReport report) {
    return report.findings().stream().map(ClientFinding::code).toList();
  }

  private ClientReport inspect(OkHttpClient client) {
    return TrustConnectOkHttp.inspect(trust, client);
  }

  @ParameterizedTest
  @MethodSource("harms")
  void harmIsFoundAndNothingElse(Harm harm) {
    ClientReport report = inspect(harmed(harm));

    assertThat(codes(report)).containsExactly(harm.installed());
    assertThat(report.findings().get(0).severity()).isEqualTo(harm.severity());
    assertThat(report.isProtected()).isEqualTo(harm.severity() == Severity.NOTE);
  }

  /** What the interceptor gives to every call isn't missing, whatever the client has. */
  @ParameterizedTest
  @MethodSource("wirings")
  void healthyClientHasNothingToFind(Wiring wiring) {
    ClientReport report = inspect(wiring.client(trust));

    assertThat(report.findings()).isEmpty();
    assertThat(report.isProtected()).isTrue();
    assertThat(report).hasToString("protected");
  }

  @Test
  void ordinaryClientLacksEverything() {
    ClientReport report = inspect(new OkHttpClient());

    assertThat(codes(report))
        .containsExactly(
            Code.CLEARTEXT_ALLOWED,
            Code.FOLLOWS_TO_CLEARTEXT,
            Code.FOLLOWS_REDIRECTS,
            Code.NO_EXCHANGE_GATE,
            Code.FOREIGN_DNS,
            Code.FOREIGN_TLS,
            Code.FOREIGN_TRUST_MANAGER,
            Code.FOREIGN_VERIFIER,
            Code.FOREIGN_PROXY_SELECTOR,
            Code.FOREIGN_SOCKETS);
    assertThat(report.isProtected()).isFalse();
    assertThat(report.toString())
        .startsWith("not protected:\n  DANGEROUS [client.cleartext-allowed]: seen ")
        .contains("\n  MISSING [client.foreign-proxy-selector]: seen the JVM's default");
  }

  /** Looks protected, but by another TrustConnect's policies. */
  @Test
  void clientOfAnotherTrustConnectIsForeign() {
    try (TrustConnect other = INTERNET.trust().build()) {
      assertThat(codes(inspect(TrustConnectOkHttp.newClient(other))))
          .contains(
              Code.NO_EXCHANGE_GATE,
              Code.FOREIGN_DNS,
              Code.FOREIGN_TLS,
              Code.FOREIGN_TRUST_MANAGER,
              Code.FOREIGN_VERIFIER,
              Code.FOREIGN_PROXY_SELECTOR);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void undeclaredProxyIsFoundWhereverItComesFrom(Wiring wiring) {
    ClientReport before =
        inspect(wiring.client(trust, new OkHttpClient.Builder().proxy(UNDECLARED)));
    ClientReport after = inspect(wiring.client(trust).newBuilder().proxy(UNDECLARED).build());
    ClientReport ordinary = inspect(new OkHttpClient.Builder().proxy(UNDECLARED).build());

    assertThat(codes(before)).containsExactly(Code.UNDECLARED_PROXY);
    assertThat(before.isProtected()).as("its calls are refused").isTrue();
    assertThat(codes(after)).containsExactly(Code.UNDECLARED_PROXY);
    assertThat(after.isProtected()).isEqualTo(OkHttpAbilities.overridesPerCall());
    assertThat(codes(ordinary)).first().isEqualTo(Code.UNDECLARED_PROXY);
    assertThat(ordinary.findings().get(0).severity()).isEqualTo(Severity.DANGEROUS);
  }

  @Test
  void declaredProxyIsNothingToFind() {
    try (TrustConnect declaring =
        INTERNET.trust().proxies((InetSocketAddress) UNDECLARED.address()).build()) {
      OkHttpClient client =
          TrustConnectOkHttp.install(declaring, new OkHttpClient.Builder().proxy(UNDECLARED))
              .build();

      assertThat(TrustConnectOkHttp.inspect(declaring, client).findings()).isEmpty();
    }
  }

  /** Exchanged after installation: an interceptor that can puts ours in its place again. */
  @Test
  void foreignProxySelectorIsFoundWhereItWouldBeAsked() {
    OkHttpClient client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .proxySelector(ProxySelector.of(null))
            .build();

    if (OkHttpAbilities.overridesPerCall()) {
      assertThat(inspect(client).findings()).isEmpty();
    } else {
      assertThat(codes(inspect(client))).containsExactly(Code.FOREIGN_PROXY_SELECTOR);
    }
  }

  /** The network interceptor of an installed client looks again; the plug-in alone doesn't. */
  @ParameterizedTest
  @MethodSource("wirings")
  void laterInterceptorIsReportedAndMissingIfNothingChecksAfterIt(Wiring wiring) {
    OkHttpClient client =
        wiring
            .client(trust)
            .newBuilder()
            .addInterceptor(chain -> chain.proceed(chain.request()))
            .build();

    assertThat(codes(inspect(client))).containsExactly(Code.EXCHANGE_GATE_NOT_LAST);
    assertThat(inspect(client).findings().get(0).seen())
        .endsWith(" a lambda of " + InspectionTest.class.getName());
    assertThat(inspect(client).isProtected()).isEqualTo(wiring.isInstalled());
  }

  /** What comes before ours is looked at like any request. */
  @ParameterizedTest
  @MethodSource("wirings")
  void earlierInterceptorIsNothingToFind(Wiring wiring) {
    OkHttpClient client =
        wiring.client(
            trust,
            new OkHttpClient.Builder().addInterceptor(chain -> chain.proceed(chain.request())));

    assertThat(inspect(client).findings()).isEmpty();
  }

  /** Old code has managers and verifiers that throw anything; that isn't to accept. */
  @Test
  void partsThatThrowCountAsRefusing() {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(
                INTERNET.ca().clientContext().getSocketFactory(),
                new TrustsAnybody() {
                  @Override
                  public void checkServerTrusted(X509Certificate[] chain, String authType) {
                    throw new IllegalStateException("no");
                  }
                })
            .hostnameVerifier(
                (host, session) -> {
                  throw new IllegalStateException("no");
                })
            .build();

    assertThat(codes(inspect(client)))
        .contains(Code.FOREIGN_TRUST_MANAGER, Code.FOREIGN_VERIFIER)
        .doesNotContain(Code.ACCEPTS_ANY_CERTIFICATE, Code.VERIFIES_NO_NAME);
  }

  /** Reports are compared: a lambda has another name in every run. */
  @Test
  void partsAreShownByStableNames() {
    OkHttpClient client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .hostnameVerifier((host, session) -> true)
            .build();

    assertThat(inspect(client))
        .hasToString(
            "not protected:\n  DANGEROUS [client.verifies-no-name]: seen a lambda of "
                + InspectionTest.class.getName()
                + ", which accepts a certificate for another host; wanted certificates issued to"
                + " the host's name; do: remove it; TrustConnectOkHttp.install(trust,"
                + " client.newBuilder())");
  }

  @Test
  void clientWithoutTlsIsInspectedAllTheSame() {
    OkHttpClient client =
        new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();

    assertThat(codes(inspect(client))).contains(Code.CLEARTEXT_ALLOWED, Code.NO_EXCHANGE_GATE);
  }

  @Test
  void everyCodeIsProvoked() {
    Set<Code> provoked = EnumSet.of(Code.UNDECLARED_PROXY, Code.FOREIGN_PROXY_SELECTOR);
    List<Code> found = new ArrayList<>();
    harms().forEach(harm -> found.addAll(Arrays.asList(harm.installed())));
    provoked.addAll(found);

    assertThat(provoked).containsExactly(Code.values());
    assertThat(Arrays.stream(Code.values()).map(Code::code)).doesNotHaveDuplicates();
  }

  /** As found in the answers to many a question about certificates. */
  private static class TrustsAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Careful where no check asks for it. */
  private static final class TrustsAnySocket extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("no");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class Cookies implements CookieJar {
    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return List.of();
    }
  }
}
