package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kit as its users meet it: hosts that are served, poisoned, hijacked and healed. */
class TestInternetTest {
  private static final String HOST = "api.example.com";
  private static final LocalDate LATER = LocalDate.of(2030, 1, 1);

  private final TestInternet internet = TestInternet.serving(HOST, "example.com", "example.org");

  @AfterEach
  void close() {
    internet.close();
  }

  /** The first byte of the answer, or what refused it. */
  private void ask(String host, EndpointPolicy... policies) throws IOException {
    try (TrustConnect trust = internet.trust().policies(policies).build();
        SSLSocket socket =
            (SSLSocket)
                trust.tls().socketFactory().createSocket(host, internet.server(host).port())) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  private void refused(Reason reason, String host, EndpointPolicy... policies) {
    Throwable thrown = catchThrowable(() -> ask(host, policies));
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  private static EndpointPolicy pinned(SpkiPin pin) {
    return EndpointPolicy.forHost(HOST).pins(pin, TestInternet.SPARE_PIN).pinsExpire(LATER).build();
  }

  @Test
  void everyServedHostAnswersWithoutAnExceptionInItsPolicy() throws IOException {
    for (String host : List.of(HOST, "example.com", "example.org")) {
      ask(host);
      ask(host, EndpointPolicy.forHost(host).build());
      assertThat(internet.server(host).requests()).as(host).hasSize(2);
    }
  }

  @Test
  void hostMayBeTheZoneOfAnotherHost() throws IOException {
    try (TestInternet nested = TestInternet.serving("b.example.com", "a.b.example.com");
        TrustConnect trust = nested.trust().build()) {
      assertThat(trust.names().resolve("b.example.com").addresses()).hasSize(1);
      assertThat(trust.names().resolve("a.b.example.com").addresses()).hasSize(1);
    }
  }

  @Test
  void poisonedNameIsRefusedBeforeTheRogueReceivesAByte() throws IOException {
    TlsPeer rogue = internet.poison(HOST);

    refused(Reason.SIGNATURE_INVALID, HOST);

    assertThat(rogue.connections()).isZero();
    ask("example.com");
  }

  @Test
  void hijackedNameIsRefusedByPinsAlone() throws IOException {
    EndpointPolicy pinned = pinned(internet.pin(HOST));
    ask(HOST, pinned);

    TlsPeer rogue = internet.hijack(HOST);

    refused(Reason.PIN_NOT_IN_PATH, HOST, pinned);
    assertThat(rogue.requests()).isEmpty();
    ask(HOST); // without pins everything holds
    assertThat(rogue.requests()).hasSize(1);
  }

  @Test
  void unreachableInternetIsNotAProof() {
    internet.down(true);

    refused(Reason.UPSTREAM_UNREACHABLE, HOST);
  }

  @Test
  void healUndoesEverything() throws IOException {
    TlsPeer rogue = internet.hijack(HOST);
    ask(HOST);
    internet.down(true);
    internet.now(internet.now().plus(Duration.ofDays(30)));

    internet.heal();

    assertThat(internet.events()).isEmpty();
    assertThat(internet.now()).isEqualTo(SignedWorld.NOW);
    ask(HOST);
    assertThat(internet.server(HOST).requests()).hasSize(1);
    assertThat(internet.poison(HOST)).isNotSameAs(rogue);
    refused(Reason.SIGNATURE_INVALID, HOST);
  }

  @Test
  void eventsAreThoseOfEveryGate() throws IOException {
    internet.poison(HOST);
    refused(Reason.SIGNATURE_INVALID, HOST);
    ask("example.org");

    assertThat(internet.events())
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .extracting(event -> ((AuditEvent.Judged) event).outcome())
        .contains(AuditEvent.Outcome.REFUSED, AuditEvent.Outcome.ALLOWED);
  }

  /** A soak of millions of calls once filled the heap with them. */
  @Test
  void onlyTheLastThousandEventsAreKept() throws Exception {
    try (TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build()) {
      for (int call = 0; call < 1_100; call++) {
        trust.names().resolve(HOST);
      }
    }

    assertThat(internet.events())
        .hasSize(1_000)
        .last()
        .extracting(AuditEvent.Judged.class::cast)
        .returns(HOST, AuditEvent.Judged::subject);
  }

  @Test
  void closedInternetServesNothing() {
    TlsPeer server = internet.server(HOST);
    TlsPeer rogue = internet.rogue(HOST);

    internet.close();

    for (TlsPeer peer : List.of(server, rogue)) {
      assertThatThrownBy(() -> new Socket(peer.address(), peer.port()).close())
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> internet.server(HOST)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hostWithoutAnAddressIsNotServed() {
    assertThatThrownBy(() -> internet.server("other.example.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.example.com");
    assertThatThrownBy(TestInternet::serving).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ownWorldNeedsAPolicyThatAllowsItsAddresses() throws IOException {
    try (TestInternet usual = TestInternet.usual();
        TrustConnect strict = usual.trust().build();
        TrustConnect open =
            usual.trust().policy(TestInternet.policy("api.example.test").build()).build()) {
      assertThat(TrustRefusal.in(catchThrowable(() -> strict.names().resolve("api.example.test"))))
          .map(TrustRefusal::reason)
          .contains(Reason.ADDRESS_SPECIAL_PURPOSE);
      assertThat(open.names().resolve("api.example.test").addresses()).hasSize(1);
    }
  }
}
