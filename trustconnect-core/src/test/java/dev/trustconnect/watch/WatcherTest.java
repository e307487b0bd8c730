package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch with its threads, over real endpoints on loopback. */
@Timeout(60)
class WatcherTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "www.example.org";

  private final TestInternet internet = TestInternet.serving(HOST, OTHER);
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    internet.close();
  }

  private Endpoint endpoint(String host) {
    return new Endpoint(HostName.parse(host), internet.server(host).port());
  }

  private Watcher watch(TrustConnect trust, String... hosts) {
    List<Endpoint> endpoints = List.of(hosts).stream().map(this::endpoint).toList();
    return Watcher.start(trust, endpoints, WatchSchedule.standard(), events::add);
  }

  @Test
  void theFirstRoundOfHealthyEndpointsReportsItsStartAlone() throws Exception {
    try (TrustConnect trust = internet.trust().build();
        Watcher watcher = watch(trust, HOST, OTHER)) {
      assertThat(watcher.awaitFirstRound(Duration.ofSeconds(30))).isTrue();
      WatchSnapshot snapshot = watcher.snapshot();
      assertThat(snapshot.isFirstRoundDone()).isTrue();
      assertThat(snapshot.isLearning()).isFalse();
      assertThat(snapshot.blind()).isEmpty();
      assertThat(snapshot.endpoints())
          .hasSize(2)
          .allSatisfy(
              one -> {
                assertThat(one.isUp()).isTrue();
                assertThat(one.verdict()).contains("SECURE");
                assertThat(one.refusal()).isEmpty();
                assertThat(one.aliasOwner()).isEmpty();
                assertThat(one.authority()).contains("Usual Test CA");
                assertThat(one.notBefore()).isPresent();
                assertThat(one.notAfter()).isPresent();
                assertThat(one.signatureEnd()).isPresent();
                assertThat(one.lastSuccess()).isPresent();
                assertThat(one.lastDuration()).isPresent();
              });
    }
    assertThat(events).extracting(WatchEvent::kind).containsExactly(Kind.WATCH_STARTED);
  }

  @Test
  void defectOfALookIsPassedOnAndTheOtherEndpointIsWatchedAllTheSame() throws Exception {
    IllegalStateException bug = new IllegalStateException("a rule failed");
    BlockingQueue<Map.Entry<Endpoint, Throwable>> defects = new LinkedBlockingQueue<>();
    try (TrustConnect trust = internet.trust().build();
        Watcher watcher =
            Watcher.builder(trust)
                .listener("listener", events::add)
                .defects(
                    (endpoint, thrown) -> {
                      defects.add(Map.entry(endpoint, thrown));
                      throw new IllegalStateException("the receiver fails, too");
                    })
                .around(
                    surveys ->
                        (endpoint, plan) -> {
                          if (endpoint.equals(endpoint(OTHER))) {
                            throw bug;
                          }
                          return surveys.survey(endpoint, plan);
                        })
                .start(List.of(endpoint(HOST), endpoint(OTHER)))) {
      assertThat(watcher.awaitFirstRound(Duration.ofSeconds(30))).isTrue();
      assertThat(defects.take()).isEqualTo(Map.entry(endpoint(OTHER), bug));
      assertThat(watcher.snapshot().endpoints())
          .filteredOn(WatchedEndpoint::isUp)
          .extracting(WatchedEndpoint::endpoint)
          .containsExactly(endpoint(HOST));
    }
  }

  @Test
  void rowsOfEndpointsThatAreRemovedGo() throws Exception {
    try (TrustConnect trust = internet.trust().build();
        Watcher watcher = watch(trust, HOST, OTHER)) {
      assertThat(watcher.awaitFirstRound(Duration.ofSeconds(30))).isTrue();
      watcher.replace(List.of(endpoint(OTHER)));
      assertThat(watcher.snapshot().endpoints())
          .extracting(WatchedEndpoint::endpoint)
          .containsExactly(endpoint(OTHER));
    }
  }

  @Test
  void aNameThatIsBogusFromTheStartIsNotUsual() throws Exception {
    internet.poison(HOST);
    try (TrustConnect trust = internet.trust().build();
        Watcher watcher =
            Watcher.start(
                trust,
                List.of(endpoint(HOST)),
                WatchSchedule.standard().withConfirmation(Duration.ofSeconds(1)),
                events::add)) {
      assertThat(events.take().kind()).isEqualTo(Kind.WATCH_STARTED);
      WatchEvent event = events.take();
      assertThat(event.kind()).isEqualTo(Kind.ENDPOINT_REFUSED);
      assertThat(event.details().refusal()).contains("dnssec.signature-invalid");
      assertThat(event.details().verdictAfter()).contains("BOGUS");
      assertThat(watcher.snapshot().isLearning()).isTrue();
    }
  }
}
