package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upstreams that fail: what was proven last is used on with a warning, unless a policy says no. */
class StaleAnswersTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer =
      TlsPeer.builder(internet.ca().server(HOST)).address("127.0.1.10").start();

  @AfterEach
  void stop() {
    peer.close();
  }

  private Evidence connect(TrustConnect trust) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }

  private void loseUpstreamsAfterTheAnswerEnded() {
    internet.now(internet.now().plus(Duration.ofHours(2)));
    internet.down(true);
  }

  @Test
  void staleNameConnectsAndTheEvidenceWarns() throws IOException {
    try (TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build()) {
      assertThat(connect(trust).warnings()).isEmpty();
      loseUpstreamsAfterTheAnswerEnded();

      Evidence evidence = connect(trust);

      assertThat(evidence.warnings())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.reason()).isEqualTo(Reason.NAME_ANSWER_STALE);
                assertThat(warning.text()).contains("[upstream.unreachable]");
              });
      assertThat(evidence.name().staleness()).isPresent();
      assertThat(evidence.summary()).contains("WARNING [name.answer-stale]");
      assertThat(evidence.validUntil()).isEqualTo(internet.now().plusSeconds(30));
    }
  }

  @Test
  @Provokes(Reason.NAME_ANSWER_STALE)
  void policyThatRequiresFreshAnswersRefusesBeforeConnecting() throws IOException {
    EndpointPolicy fresh = TestInternet.policy(HOST).requireFreshAnswers().build();
    try (TrustConnect trust = internet.trust().policy(fresh).build()) {
      connect(trust);
      int connections = peer.connections();
      loseUpstreamsAfterTheAnswerEnded();

      Throwable thrown = catchThrowable(() -> connect(trust));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.NAME_ANSWER_STALE);
      assertThat(thrown)
          .hasMessageContaining("no newer answer was available [upstream.unreachable]");
      assertThat(peer.connections()).isEqualTo(connections);

      internet.down(false);
      internet.now(internet.now().plusSeconds(30));
      assertThat(connect(trust).warnings()).isEmpty();
    }
  }

  @Test
  void withServeStaleOffTheNameIsIndeterminate() throws IOException {
    try (TrustConnect trust =
        internet
            .trust()
            .serveStale(Duration.ZERO)
            .policy(TestInternet.policy(HOST).build())
            .build()) {
      connect(trust);
      loseUpstreamsAfterTheAnswerEnded();
      assertThat(TrustRefusal.in(catchThrowable(() -> connect(trust))).map(TrustRefusal::reason))
          .contains(Reason.UPSTREAM_UNREACHABLE);
    }
  }
}
