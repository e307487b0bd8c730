package dev.trustconnect.cli.request;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.HttpFacts;
import dev.trustconnect.survey.HttpLook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The requests of {@code --get}: one through the gates, and for an audit one in the clear to port
 * 80 at a proven address. No secret is sent, no redirect followed, and no body read. Thread-safe.
 */
public final class HttpRequests implements HttpLook, AutoCloseable {
  /** Where an audit sends its request in the clear. */
  public static final int CLEARTEXT_PORT = 80;

  /** No request is sent in the clear. */
  public static final int NO_CLEARTEXT = 0;

  private static final int MAX_TEXT = 253;

  private final OkHttpClient guarded;
  private final OkHttpClient plain;
  private final int cleartextPort;

  /**
   * Requests through {@code trust}.
   *
   * @param timeout the limit on each request
   * @param cleartextPort for the request in the clear, or {@link #NO_CLEARTEXT}
   */
  public HttpRequests(TrustConnect trust, Duration timeout, int cleartextPort) {
    this.guarded =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .followRedirects(false)
            .callTimeout(timeout)
            .build();
    this.plain =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .proxy(Proxy.NO_PROXY)
            .retryOnConnectionFailure(false)
            .callTimeout(timeout)
            .build();
    this.cleartextPort = cleartextPort;
  }

  @Override
  public HttpFacts look(Endpoint endpoint, List<InetAddress> addresses) {
    int cleartext = cleartextStatus(endpoint, addresses);
    HttpUrl url = url("https", endpoint, endpoint.port());
    try (Response response = guarded.newCall(request(url)).execute()) {
      Headers headers = response.headers();
      return new HttpFacts(
          response.code(),
          locationHost(url, headers.get("Location")),
          text(headers.get("Content-Type")).replaceFirst("[;\\s].*", ""),
          text(headers.get("Server")).replaceFirst("[/\\s].*", ""),
          headers.get("Strict-Transport-Security") != null,
          cleartext,
          "");
    } catch (IOException failed) {
      return new HttpFacts(0, "", "", "", false, cleartext, String.valueOf(failed.getMessage()));
    }
  }

  /** The status of a request without TLS, 0 if there is no answer. Tries only these addresses. */
  private int cleartextStatus(Endpoint endpoint, List<InetAddress> addresses) {
    if (cleartextPort == NO_CLEARTEXT) {
      return 0;
    }
    Dns proven = host -> addresses;
    OkHttpClient client = plain.newBuilder().dns(proven).build();
    HttpUrl url = url("http", endpoint, cleartextPort);
    try (Response response = client.newCall(request(url)).execute()) {
      return response.code();
    } catch (IOException closed) {
      return 0; // as it should be
    }
  }

  private static HttpUrl url(String scheme, Endpoint endpoint, int port) {
    return new HttpUrl.Builder().scheme(scheme).host(endpoint.host().ascii()).port(port).build();
  }

  private static Request request(HttpUrl url) {
    return new Request.Builder().url(url).header("Connection", "close").build();
  }

  private static String locationHost(HttpUrl from, @Nullable String to) {
    HttpUrl target = to == null ? null : from.resolve(to);
    return target == null ? "" : text(target.host()).toLowerCase(Locale.ROOT);
  }

  private static String text(@Nullable String header) {
    String text = header == null ? "" : header;
    return text.substring(0, Math.min(MAX_TEXT, text.length()));
  }

  @Override
  public void close() {
    for (OkHttpClient client : List.of(guarded, plain)) {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }
}
