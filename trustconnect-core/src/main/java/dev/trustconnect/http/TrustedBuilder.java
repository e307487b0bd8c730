package dev.trustconnect.http;

import dev.trustconnect.TrustConnect;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Builds {@link TrustedHttpClient}s. Settings are kept and applied to a new builder of the JDK for
 * each client. Not thread-safe.
 */
final class TrustedBuilder implements HttpClient.Builder {
  private final TrustConnect trust;
  private final List<Consumer<HttpClient.Builder>> settings = new ArrayList<>();

  TrustedBuilder(TrustConnect trust) {
    this.trust = Objects.requireNonNull(trust);
  }

  /** Builds once, so that a wrong value throws where it is set. */
  private TrustedBuilder set(Consumer<HttpClient.Builder> setting) {
    setting.accept(HttpClient.newBuilder());
    settings.add(setting);
    return this;
  }

  @Override
  public HttpClient.Builder cookieHandler(CookieHandler cookieHandler) {
    return set(builder -> builder.cookieHandler(cookieHandler));
  }

  @Override
  public HttpClient.Builder connectTimeout(Duration duration) {
    return set(builder -> builder.connectTimeout(duration));
  }

  @Override
  public HttpClient.Builder sslContext(SSLContext sslContext) {
    throw new IllegalArgumentException(
        "another SSL context would replace the checks of the certificate; set roots in the"
            + " policies");
  }

  @Override
  public HttpClient.Builder sslParameters(SSLParameters sslParameters) {
    return set(builder -> builder.sslParameters(sslParameters));
  }

  @Override
  public HttpClient.Builder executor(Executor executor) {
    return set(builder -> builder.executor(executor));
  }

  @Override
  public HttpClient.Builder followRedirects(Redirect policy) {
    return set(builder -> builder.followRedirects(policy));
  }

  @Override
  public HttpClient.Builder version(Version version) {
    return set(builder -> builder.version(version));
  }

  @Override
  public HttpClient.Builder priority(int priority) {
    return set(builder -> builder.priority(priority));
  }

  @Override
  public HttpClient.Builder proxy(ProxySelector proxySelector) {
    return set(builder -> builder.proxy(proxySelector));
  }

  @Override
  public HttpClient.Builder authenticator(Authenticator authenticator) {
    return set(builder -> builder.authenticator(authenticator));
  }

  @Override
  public HttpClient build() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    settings.forEach(setting -> setting.accept(builder));
    return TrustedHttpClient.over(trust, builder);
  }
}
