package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.name.HostName;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection's evidence holds, and that bad audit sinks don't keep it from being made. */
@Timeout(60) // a sink that blocks must hold nobody up
class EvidenceTest {
  private static final String HOST = "api.example.test";
  private static final Pin SPARE = TestInternet.SPARE_PIN;

  private final TestInternet internet = TestInternet.usual();
  private final TestCa issuer = internet.ca().intermediate("Issuer");
  private final TestCa.Identity honest = issuer.server(HOST, "alias.example.test");
  private final TlsPeer peer = TlsPeer.start(honest);

  @AfterEach
  void close() {
    peer.close();
  }

  private EndpointPolicy.Builder pinned() {
    return TestInternet.policy(HOST)
        .pins(SpkiPin.of(issuer.certificate()).at(Pin.Level.ISSUER), SPARE);
  }

  private static Evidence connect(TrustConnect trust, String host, int port) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port)) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }

  @Test
  void holdsEverythingTheDecisionRestsOn() throws IOException {
    EndpointPolicy policy = pinned().pinsExpire(LocalDate.of(2030, 1, 1)).build();
    try (TrustConnect trust = internet.trust().policy(policy).build()) {
      Evidence evidence = connect(trust, HOST, peer.port());

      assertThat(evidence.host()).isEqualTo(HostName.parse(HOST));
      assertThat(evidence.name().verdict().label()).isEqualTo("SECURE");
      assertThat(evidence.name().addresses())
          .extracting(InetAddress::getHostAddress)
          .containsExactly("127.0.1.10");
      assertThat(evidence.peer().orElseThrow().getHostAddress()).isEqualTo("127.0.1.10");
      assertThat(evidence.path().certificates())
          .containsExactly(honest.certificate(), issuer.certificate(), internet.ca().certificate());
      assertThat(evidence.pinsMatched())
          .containsExactly(SpkiPin.of(issuer.certificate()).at(Pin.Level.ISSUER));
      assertThat(evidence.findings())
          .allMatch(Finding.Satisfied.class::isInstance)
          .extracting(Finding::check)
          .containsExactly(
              Check.NAME_PROVEN,
              Check.NAME_FRESH,
              Check.NAME_COMPLETE,
              Check.ADDRESSES_PUBLIC,
              Check.ADDRESSES_IN_SCOPE,
              Check.ADDRESS_BOUND,
              Check.PATH_VERIFIED,
              Check.PINNED);
      assertThat(evidence.policyFingerprint()).isEqualTo(policy.fingerprint());
      assertThat(evidence.judgedAt()).isEqualTo(internet.now());
      assertThat(evidence.path().validUntil()).isEqualTo(Instant.parse("2199-01-01T00:00:00Z"));
      assertThat(evidence.validUntil())
          .as("the answer ends first: that of AAAA, five minutes")
          .isEqualTo(evidence.name().validUntil())
          .isEqualTo(internet.now().plusSeconds(300));
      assertThat(evidence.warnings()).isEmpty();
    }
  }

  @Test
  void judgesEveryHopOfAnAliasByItself() throws IOException {
    try (TlsPeer bucket = TlsPeer.builder(honest).address("127.0.1.30").port(peer.port()).start();
        TrustConnect trust =
            internet
                .trust()
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .build()) {
      Evidence evidence = connect(trust, "alias.example.test", bucket.port());

      assertThat(evidence.name().hops())
          .extracting(Hop::owner)
          .containsExactly("alias.example.test", "bucket.cloud.test");
      assertThat(evidence.summary())
          .startsWith(
              "alias.example.test SECURE to alias alias.example.test, SECURE at 127.0.1.30");
    }
  }

  @Test
  @Provokes(Reason.PIN_NONE)
  void withoutPinsItSaysThatNoneWereLookedFor() throws IOException {
    try (TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build()) {
      assertThat(connect(trust, HOST, peer.port()).findings())
          .filteredOn(finding -> finding.check() == Check.PINNED)
          .extracting(finding -> ((Finding.NotEvaluated) finding).reason())
          .containsExactly(Reason.PIN_NONE);
    }
  }

  /** The internet's day is 2026-06-01. */
  @ParameterizedTest
  @CsvSource({"2026-06-20, PIN_EXPIRES_SOON", "2026-05-20, PIN_EXPIRED"})
  @Provokes({Reason.PIN_EXPIRED, Reason.PIN_EXPIRES_SOON})
  void expiringPinsWarnAndStayInForce(LocalDate day, Reason reason) throws IOException {
    try (TrustConnect trust = internet.trust().policy(pinned().pinsExpire(day).build()).build()) {
      Evidence evidence = connect(trust, HOST, peer.port());

      assertThat(evidence.warnings()).extracting(Warning::reason).containsExactly(reason);
      assertThat(evidence.pinsMatched()).hasSize(1);
      assertThat(evidence.summary()).contains("WARNING [" + reason.code() + "]");
    }
  }

  @Test
  void sinkThatThrowsOrBlocksDoesntHurtAConnection() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    AuditSink throwing =
        event -> {
          throw new IllegalStateException("a sink's bug");
        };
    AuditSink blocking = event -> waitFor(never);
    try (TrustConnect trust =
        internet
            .trust()
            .audit(throwing)
            .audit(blocking)
            .policy(TestInternet.policy(HOST).build())
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(connect(trust, HOST, peer.port()).host().ascii()).isEqualTo(HOST);
      }
    } // closes beside the sink that blocks
    never.countDown();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void replacedPoliciesAreAnEventThatNamesThem() {
    List<AuditEvent> events = new CopyOnWriteArrayList<>();
    try (TrustConnect trust = internet.trust().audit(events::add).build()) {
      trust.replacePolicies(TestInternet.policy(HOST).requireSecure().build());
    }

    assertThat(events)
        .filteredOn(AuditEvent.PoliciesReplaced.class::isInstance)
        .singleElement()
        .satisfies(
            event ->
                assertThat(((AuditEvent.PoliciesReplaced) event).policies())
                    .singleElement()
                    .asString()
                    .startsWith(HOST + " must have a SECURE name"));
  }
}
