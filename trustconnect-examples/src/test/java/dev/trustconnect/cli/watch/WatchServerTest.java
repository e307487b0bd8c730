package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchSchedule;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server over a watch that is a record, and time that is a number. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WatchServerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final WatchMeters meters = new WatchMeters();
  private WatchSnapshot snapshot = snapshot(1, Optional.empty(), endpoint(true));
  private long nanos;
  private WatchServer server;

  @BeforeEach
  void listen() throws IOException {
    Pulse pulse = new Pulse(() -> snapshot, WatchSchedule.standard(), () -> nanos);
    server = new WatchServer(ListenAddress.parse("127.0.0.1:0"), () -> snapshot, meters, pulse);
  }

  @AfterEach
  void close() {
    server.close();
    meters.close();
  }

  private static WatchedEndpoint endpoint(boolean isUp) {
    return new WatchedEndpoint(
        Endpoint.parse("api.example.test"),
        isUp,
        false,
        Optional.of("SECURE"),
        Optional.empty(),
        Optional.of("example.test"),
        Optional.empty(),
        Optional.of("Test CA"),
        Optional.of(NOW),
        Optional.of(NOW.plusSeconds(1000)),
        Optional.empty(),
        Optional.of(NOW),
        Optional.of(Duration.ofMillis(250)),
        Map.of(),
        Map.of());
  }

  private static WatchSnapshot snapshot(
      long looks, Optional<String> blind, WatchedEndpoint endpoint) {
    return new WatchSnapshot(
        NOW, List.of(endpoint), blind, false, true, looks, 0, 0, 0, Optional.empty());
  }

  /** The whole answer to these lines. */
  private String ask(String... lines) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + server.port());
  }

  @Test
  void aProbeShowsAListedEndpointAsBlackboxUsersKnowIt() throws IOException {
    assertThat(get("/probe?module=tls&target=api.example.test%3A443"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\nprobe_success 1")
        .contains("\nprobe_duration_seconds 0.25")
        .contains("\nprobe_dns_secure 1")
        .contains("\nprobe_ssl_earliest_cert_expiry 1.7")
        .doesNotContain("\nprobe_dns_signature_expiry");
    assertThat(get("/probe?target=api.example.test")).contains("\nprobe_success 1");
    snapshot = snapshot(2, Optional.empty(), endpoint(false));
    assertThat(get("/probe?target=api.example.test")).contains("\nprobe_success 0");
  }

  @Test
  void anEndpointThatIsNotListedHasNoProbe() throws IOException {
    for (String target :
        List.of(
            "api.example.test:8443", "other.example.test", "127.0.0.1:22", "169.254.169.254:80")) {
      assertThat(get("/probe?target=" + target))
          .as(target)
          .matches("(?s)HTTP/1.1 40[04] .*")
          .doesNotContain("probe_success")
          .doesNotContain(target);
    }
    assertThat(get("/probe?target=other.example.test")).contains("that endpoint isn't in the list");
  }

  @Test
  void aProbeNeedsOneTarget() throws IOException {
    for (String query :
        List.of(
            "",
            "?",
            "?target=",
            "?target=a.test&target=b.test",
            "?target=" + "x".repeat(2000),
            "?target=%zz")) {
      assertThat(get("/probe" + query)).as(query).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aNameThatLeadsHereIsNotAnsweredOnLoopback() throws IOException {
    assertThat(ask("GET /metrics HTTP/1.1", "Host: rebound.example.test:9853"))
        .startsWith("HTTP/1.1 403 ")
        .contains("this server listens on loopback");
    assertThat(ask("GET /healthz HTTP/1.1", "Host: localhost:9853")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("GET /healthz HTTP/1.1", "Host: [::1]:9853")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("GET /healthz HTTP/1.1", "Host: 127.0.0.1", "Host: x.test"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ListenAddress.parse("0.0.0.0:1").accepts("watch.example.test")).isTrue();
  }

  @Test
  void onlyGetAndHeadAreAnswered() throws IOException {
    assertThat(ask("POST /metrics HTTP/1.1", "Host: localhost", "Content-Length: 0"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD");
    assertThat(ask("HEAD /healthz HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n");
    assertThat(get("/")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/healthz/../metrics")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void metricsAreInTheFormThatIsAskedFor() throws IOException {
    assertThat(get("/metrics"))
        .containsIgnoringCase("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
        .doesNotContain("# EOF");
    assertThat(
            ask(
                "GET /metrics HTTP/1.1",
                "Host: localhost",
                "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
        .containsIgnoringCase("content-type: application/openmetrics-text; version=1.0.0")
        .endsWith("# EOF\n");
  }

  @Test
  void healthIsBadWhileTheWatchIsBlind() throws IOException {
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").contains("ok, 1 endpoints");
    snapshot = snapshot(1, Optional.of("no upstream answers"), endpoint(true));
    assertThat(get("/healthz"))
        .startsWith("HTTP/1.1 503 ")
        .contains("the watch can't see: no upstream answers");
  }

  @Test
  void healthIsBadWhenNoLookEnds() throws IOException {
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    nanos = Duration.ofMinutes(11).toNanos();
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    nanos = Duration.ofMinutes(11).plusSeconds(1).toNanos();
    assertThat(get("/healthz")).startsWith("HTTP/1.1 503 ").contains("no look has ended for 661 s");
    snapshot = snapshot(2, Optional.empty(), endpoint(false));
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    nanos += Duration.ofMinutes(60).toNanos();
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
  }
}
