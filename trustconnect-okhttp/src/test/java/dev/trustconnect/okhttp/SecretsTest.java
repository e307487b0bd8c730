package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing secret in evidence, audit log or exceptions, whatever becomes of a request. */
class SecretsTest {
  private final OkHttpLab lab = new OkHttpLab();

  @TempDir private Path folder;

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static Request secretEverywhere(String url) {
    return new Request.Builder()
        .url(url + "?key=" + SECRET + "#" + SECRET)
        .header("x-api-key", SECRET)
        .header("Authorization", "Bearer " + SECRET)
        .header("Cookie", "session=" + SECRET)
        .post(RequestBody.create("{\"prompt\":\"" + SECRET + "\"}", null))
        .build();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void secretsStayOutOfEvidenceAuditAndExceptions(Wiring wiring) throws IOException {
    lab.api.redirect("/307", 307, lab.other.url(OTHER, "/steal?key=" + SECRET));
    lab.api.redirect("/302", 302, "http://" + OTHER + ":" + lab.other.port() + "/" + SECRET);
    List<AuditEvent> events = new CopyOnWriteArrayList<>();
    StringWriter shown = new StringWriter();
    Path log = folder.resolve("audit.jsonl");

    try (TrustConnect trust =
        lab.internet
            .trust()
            .policies(
                TestInternet.policy(API).credentialRule(CredentialRule.STRIP).build(),
                TestInternet.policy(OTHER).build())
            .audit(events::add)
            .audit(AuditSink.jsonLines(log))
            .audit(AuditSink.slf4j())
            .build()) {
      OkHttpClient client = wiring.client(trust);
      try (Response response =
          client.newCall(secretEverywhere(lab.api.url(API, "/v1"))).execute()) {
        assertThat(response.code()).isEqualTo(200);
        shown.append(TrustConnectOkHttp.evidenceOf(response).orElseThrow().toString());
      }
      for (String path : List.of("/307", "/302")) {
        Throwable thrown =
            catchThrowable(
                () -> client.newCall(secretEverywhere(lab.api.url(API, path))).execute().close());
        assertThat(thrown).isNotNull();
        thrown.printStackTrace(new PrintWriter(shown, true));
      }
      Throwable elsewhere =
          catchThrowable(
              () ->
                  client
                      .newCall(secretEverywhere(lab.other.url("local.example.test", "/v1")))
                      .execute()
                      .close());
      elsewhere.printStackTrace(new PrintWriter(shown, true));
      lab.settle(client);
    }

    assertThat(lab.api.received(SECRET)).isTrue();
    assertThat(lab.other.received(SECRET)).isFalse();
    assertThat(events).isNotEmpty();
    assertThat(shown.toString()).contains("refused").doesNotContain(SECRET);
    assertThat(events.toString()).doesNotContain(SECRET).doesNotContain("key=");
    assertThat(Files.readString(log)).contains("\"outcome\":\"refused\"").doesNotContain(SECRET);
  }

  /** An answer from a cache came over no connection, so that there is nothing to show. */
  @ParameterizedTest
  @MethodSource("wirings")
  void answerFromTheCacheHasNoEvidence(Wiring wiring) throws IOException {
    lab.api.answer("/cached", 200, Map.of("Cache-Control", "max-age=3600"), "kept");
    try (TrustConnect trust =
            lab.internet.trust().policy(TestInternet.policy(API).build()).build();
        Cache cache = new Cache(folder.resolve("cache").toFile(), 1 << 20)) {
      OkHttpClient client = wiring.client(trust, new OkHttpClient.Builder().cache(cache));
      Request request = OkHttpLab.get(lab.api.url(API, "/cached"));

      try (Response fresh = client.newCall(request).execute()) {
        assertThat(TrustConnectOkHttp.evidenceOf(fresh)).isPresent();
        assertThat(fresh.body().string()).isEqualTo("kept");
      }
      try (Response cached = client.newCall(request).execute()) {
        assertThat(cached.cacheResponse()).isNotNull();
        assertThat(TrustConnectOkHttp.evidenceOf(cached)).isEmpty();
      }
      assertThat(lab.api.requests()).hasSize(1);
      lab.settle(client);
    }
  }
}
