package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.adapter.OptionalLibrary;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Sends the requests of Spring's {@code RestClient} and {@code RestTemplate} through a TrustConnect
 * client. For {@code org.springframework:spring-web} 7.0, with Spring Boot or without.
 *
 * <pre>{@code
 * RestClient client =
 *     RestClient.builder().requestFactory(TrustedRequestFactory.over(trust)).build();
 * }</pre>
 *
 * <p>Redirects are followed as OkHttp does, and secrets go to their own hosts only. A refusal is
 * the cause of Spring's {@code ResourceAccessException}; {@link
 * dev.trustconnect.finding.TrustRefusal#in} finds the reason in it. Bodies are sent and read as
 * streams. As with OkHttp, a GET request can't have a body.
 */
@SuppressWarnings("exports") // its callers require spring.web themselves: it is optional
public final class TrustedRequestFactory {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "org.springframework.http.client.ClientHttpRequestFactory",
          "org.springframework:spring-web",
          "spring.web");

  private TrustedRequestFactory() {}

  /**
   * A factory with OkHttp's timeouts: 10 seconds to connect, and 10 for the next byte. A model may
   * need longer. Thread-safe. The caller must close {@code trust}, after the last request.
   *
   * @throws IllegalStateException if spring-web is absent, or if two OkHttps are on the class path
   */
  public static ClientHttpRequestFactory over(TrustConnect trust) {
    LIBRARY.require(TrustedRequestFactory.class);
    return OkHttpRequestFactory.of(TrustConnectOkHttp.newClient(trust));
  }

  /**
   * The same with these timeouts; zero is none.
   *
   * @param connect for connecting
   * @param silence for the next byte, read or written
   */
  public static ClientHttpRequestFactory over(
      TrustConnect trust, Duration connect, Duration silence) {
    LIBRARY.require(TrustedRequestFactory.class);
    OkHttpClient client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .connectTimeout(connect)
            .readTimeout(silence)
            .writeTimeout(silence)
            .build();
    return OkHttpRequestFactory.of(client);
  }
}
