package dev.trustconnect.cli.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one URL through the gates, with a policy under which no other host can be called.
 * Follows no redirect and reads no body. Thread-safe.
 */
final class WebhookClient implements Webhook.Post {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final MediaType JSON = MediaType.get("application/json");

  private final TrustConnect trust;
  private final HttpUrl url;
  private final InstantSource clock;
  private final OkHttpClient client;

  /**
   * A client.
   *
   * @param trust for this client alone; closed with it
   */
  WebhookClient(TrustConnect trust, HttpUrl url, InstantSource clock) {
    this.trust = trust;
    this.url = url;
    this.clock = clock;
    this.client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(LIMIT)
            .build();
  }

  /**
   * The URL of a webhook.
   *
   * @throws IllegalArgumentException if it isn't an https URL without user information; the message
   *     doesn't quote it, since its path may be a secret
   */
  static HttpUrl url(String text) {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null || !url.isHttps()) {
      throw new IllegalArgumentException(
          "--webhook: events go to an https: URL only, such as https://hooks.example.com/watch");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new IllegalArgumentException(
          "--webhook: the URL has a password, which other users could see in the list of processes;"
              + " the receiver checks the signature instead");
    }
    return url;
  }

  /** The URL without its path and query, which may be secrets. */
  static String shown(HttpUrl url) {
    return "https://" + url.host() + (url.port() == 443 ? "" : ":" + url.port());
  }

  /** Only the receiver may be called: by its entry in the file, or by the defaults. */
  static PolicyBook policies(HttpUrl url, @Nullable PolicyFile file) {
    HostName host = HostName.parse(url.host());
    EndpointPolicy policy =
        file != null && file.policies().isWrittenFor(host)
            ? file.policies().policyFor(host).orElseThrow()
            : EndpointPolicy.forHosts(new HostPattern(host, false)).build();
    return PolicyBook.of(PolicyBook.Profile.STRICT, List.of(policy));
  }

  /** Judges the receiver by this file from now on. */
  void use(PolicyFile file) {
    trust.replacePolicies(policies(url, file));
  }

  @Override
  public Webhook.Answer send(Webhook.Message message) throws IOException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "trustconnect-watch")
            .header("webhook-id", message.id())
            .header("webhook-timestamp", Long.toString(message.timestamp()))
            .header("webhook-signature", message.signature())
            .post(RequestBody.create(message.body().getBytes(StandardCharsets.US_ASCII), JSON))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return new Webhook.Answer(response.code(), retryAfter(response.headers(), clock.instant()));
    }
  }

  /** RFC 9110 §10.2.3: seconds, or a date. Zero if there is none or it is malformed. */
  static Duration retryAfter(Headers headers, Instant now) {
    String value = headers.get("Retry-After");
    if (value == null) {
      return Duration.ZERO;
    }
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Date date = headers.getDate("Retry-After");
    Duration rest = date == null ? Duration.ZERO : Duration.between(now, date.toInstant());
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    trust.close();
  }
}
