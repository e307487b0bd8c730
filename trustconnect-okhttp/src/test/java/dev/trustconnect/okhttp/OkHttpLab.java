package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** An internet with two honest peers on one port: api.example.test, and other.example.test. */
final class OkHttpLab implements AutoCloseable {
  static final String API = "api.example.test";
  static final String OTHER = "other.example.test";
  static final String SECRET = "sk-secret-4711";

  final TestInternet internet = TestInternet.usual();
  final TlsPeer api =
      TlsPeer.start(internet.ca().server(API, "twin.example.test", "alias.example.test"));
  final TlsPeer other =
      TlsPeer.builder(internet.ca().server(OTHER)).address("127.0.1.11").port(api.port()).start();

  static Request get(String url) {
    return new Request.Builder().url(url).build();
  }

  static Request withKey(String url) {
    return new Request.Builder().url(url).header("x-api-key", SECRET).build();
  }

  static Request post(String url, String body) {
    return new Request.Builder().url(url).post(RequestBody.create(body, null)).build();
  }

  static String body(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return Objects.requireNonNull(response.body()).string();
    }
  }

  /** The call is refused for this reason, and the refusal can be found. */
  static TrustRefusal refused(OkHttpClient client, Request request, Reason reason) {
    Throwable thrown = catchThrowable(() -> body(client, request));
    assertThat(TrustRefusal.in(thrown)).as("refusal in %s", thrown).isPresent();
    TrustRefusal refusal = TrustRefusal.in(thrown).orElseThrow();
    assertThat(refusal.reason()).as("%s", refusal).isEqualTo(reason);
    assertThat(refusal.getMessage()).doesNotContain(SECRET);
    return refusal;
  }

  /** Ends the client's connections and waits until the peers have seen it. */
  void settle(OkHttpClient client) {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    api.awaitNoConnection();
    other.awaitNoConnection();
  }

  @Override
  public void close() {
    api.close();
    other.close();
  }
}
