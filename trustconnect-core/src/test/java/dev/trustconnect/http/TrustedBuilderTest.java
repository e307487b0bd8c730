package dev.trustconnect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.net.Authenticator;
import java.net.CookieManager;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A builder that is given to a library, which sets what it likes and builds. */
class TrustedBuilderTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = internet.server(HOST);
  private final ConnectProxy way = new ConnectProxy(peer);
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).proxies(way.address()).build();

  @AfterEach
  void close() {
    trust.close();
    way.close();
    internet.close();
  }

  @Test
  void clientsOfOneBuilderAreCheckedAndIndependent() throws Exception {
    HttpClient.Builder builder =
        TrustedHttpClient.builder(trust).proxy(ProxySelector.of(way.address()));
    HttpClient first = builder.build();
    HttpClient second = builder.connectTimeout(Duration.ofSeconds(30)).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url(HOST, "/"))).build();

    for (HttpClient client : new HttpClient[] {first, second}) {
      assertThat(client).isInstanceOf(TrustedHttpClient.class);
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    assertThat(first.connectTimeout()).isEmpty();
    assertThat(second.connectTimeout()).contains(Duration.ofSeconds(30));
  }

  @Test
  void settingsReachTheClient() {
    Executor executor = Runnable::run;
    CookieManager cookies = new CookieManager();
    Authenticator authenticator = new Authenticator() {};
    SSLParameters parameters = new SSLParameters(null, new String[] {"TLSv1.3"});
    HttpClient client =
        TrustedHttpClient.builder(trust)
            .executor(executor)
            .cookieHandler(cookies)
            .authenticator(authenticator)
            .sslParameters(parameters)
            .version(HttpClient.Version.HTTP_1_1)
            .priority(7)
            .followRedirects(Redirect.NEVER)
            .build();

    assertThat(client.executor()).contains(executor);
    assertThat(client.cookieHandler()).contains(cookies);
    assertThat(client.authenticator()).contains(authenticator);
    assertThat(client.sslParameters().getProtocols()).containsExactly("TLSv1.3");
    assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void whatWouldWeakenTheChecksIsRefused() throws Exception {
    HttpClient.Builder builder = TrustedHttpClient.builder(trust);
    SSLContext other = SSLContext.getDefault();

    assertThatThrownBy(() -> builder.sslContext(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set roots in the policies");
    assertThatThrownBy(() -> builder.followRedirects(Redirect.NORMAL).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use Redirect.NEVER");
    assertThatThrownBy(() -> builder.priority(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
