package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A meter receives each decision, handshake and connection once. */
@Timeout(60)
class TrustMeterTest {
  private static final String HOST = "api.example.test";
  private static final HostName NAME = HostName.parse(HOST);

  private final TestInternet internet = TestInternet.usual();
  private final Kept meter = new Kept();

  private record Judgement(
      Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {}

  private record Handshake(
      HostName host, String protocol, boolean resumed, @Nullable Throwable failure) {}

  private static final class Kept implements TrustMeter {
    private final List<Judgement> judgements = new CopyOnWriteArrayList<>();
    private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    private final List<Evidence> connections = new CopyOnWriteArrayList<>();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final List<Reason> revoked = new CopyOnWriteArrayList<>();

    @Override
    public void judged(
        Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
      judgements.add(new Judgement(gate, policy, outcome, reason));
    }

    @Override
    public void handshook(
        HostName host,
        String protocol,
        boolean resumed,
        Duration elapsed,
        @Nullable Throwable failure) {
      assertThat(elapsed).isPositive();
      handshakes.add(new Handshake(host, protocol, resumed, failure));
    }

    @Override
    public void connected(Evidence evidence, int port) {
      connections.add(evidence);
      ports.add(port);
    }

    @Override
    public void revoked(HostName host, Reason reason) {
      revoked.add(reason);
    }
  }

  @AfterEach
  void close() {
    internet.close();
  }

  private TrustConnect trust(EndpointPolicy... policies) {
    return internet.trust().policies(policies).meter(meter).build();
  }

  private SSLSocket connect(TrustConnect trust) throws IOException {
    TlsPeer peer = internet.server(HOST);
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port());
    try {
      socket.startHandshake();
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
    return socket;
  }

  @Test
  void allowedConnectionIsReportedWithItsPolicyAndEvidence() throws IOException {
    HostPattern written = HostPattern.parse("*.example.test");
    EndpointPolicy policy = EndpointPolicy.forHosts(written).addresses(TestInternet.PUBLIC).build();
    try (TrustConnect trust = trust(policy);
        SSLSocket socket = connect(trust)) {
      assertThat(meter.judgements)
          .extracting(Judgement::gate, Judgement::policy, Judgement::outcome, Judgement::reason)
          .contains(
              tuple(Gate.NAME, written, Outcome.ALLOWED, null),
              tuple(Gate.HANDSHAKE, written, Outcome.ALLOWED, null))
          .allSatisfy(judged -> assertThat(judged.toList().get(2)).isEqualTo(Outcome.ALLOWED));
      assertThat(meter.handshakes)
          .containsExactly(new Handshake(NAME, socket.getSession().getProtocol(), false, null));
      assertThat(meter.connections)
          .singleElement()
          .satisfies(evidence -> assertThat(evidence.path().matchedName()).isEqualTo(HOST));
      assertThat(meter.ports).containsExactly(internet.server(HOST).port());
      assertThat(meter.revoked).isEmpty();
    }
  }

  @Test
  void hostWithoutAPolicyHasNone() throws IOException {
    try (TrustConnect trust =
            internet
                .trust()
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .meter(meter)
                .build();
        SSLSocket socket = connect(trust)) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(meter.judgements)
          .isNotEmpty()
          .allSatisfy(judged -> assertThat(judged.policy()).isNull());
    }
  }

  @Test
  void refusedHandshakeHasItsReasonAndOneReport() {
    EndpointPolicy policy = TestInternet.policyWithUnmatchedPins(HOST).build();
    try (TrustConnect trust = trust(policy)) {
      Throwable thrown = catchThrowable(() -> connect(trust));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.PIN_NOT_IN_PATH);
      assertThat(meter.judgements)
          .filteredOn(judged -> judged.outcome() == Outcome.REFUSED)
          .containsExactly(
              new Judgement(
                  Gate.HANDSHAKE, policy.hosts(), Outcome.REFUSED, Reason.PIN_NOT_IN_PATH));
      assertThat(meter.handshakes)
          .singleElement()
          .satisfies(
              shaken -> {
                assertThat(shaken.host()).isEqualTo(NAME);
                assertThat(TrustRefusal.in(shaken.failure())).isPresent();
              });
      assertThat(meter.connections).isEmpty();
    }
  }

  @Test
  void reportedViolationIsReported() throws IOException {
    EndpointPolicy policy = TestInternet.policyWithUnmatchedPins(HOST).reportOnly().build();
    try (TrustConnect trust = trust(policy);
        SSLSocket socket = connect(trust)) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(meter.judgements)
          .contains(
              new Judgement(
                  Gate.HANDSHAKE, policy.hosts(), Outcome.REPORTED, Reason.PIN_NOT_IN_PATH));
    }
  }

  @Test
  void refusedNameHasThePolicyOfItsHost() {
    EndpointPolicy policy = TestInternet.policy(HOST).build();
    internet.down(true);
    try (TrustConnect trust = trust(policy)) {
      Throwable thrown = catchThrowable(() -> trust.names().resolve(HOST));

      assertThat(thrown).isNotNull();
      assertThat(meter.judgements)
          .containsExactly(
              new Judgement(
                  Gate.NAME, policy.hosts(), Outcome.REFUSED, Reason.UPSTREAM_UNREACHABLE));
    }
  }

  @Test
  void hostThatStrictRefusesHasNoPolicy() {
    try (TrustConnect trust = internet.trust().profile(Profile.STRICT).meter(meter).build()) {
      Throwable thrown = catchThrowable(() -> trust.names().resolve(HOST));

      assertThat(thrown).isNotNull();
      assertThat(meter.judgements)
          .containsExactly(new Judgement(Gate.NAME, null, Outcome.REFUSED, Reason.POLICY_MISSING));
    }
  }

  @Test
  void connectionThatANewPolicyRefusesIsRevokedOnce() throws IOException {
    try (TrustConnect trust = trust(TestInternet.policy(HOST).build());
        SSLSocket socket = connect(trust)) {
      trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());
      trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());

      assertThat(socket.isClosed()).isTrue();
      assertThat(meter.revoked).containsExactly(Reason.PIN_NOT_IN_PATH);
    }
  }

  @Test
  void resumedHandshakeIsReportedAsResumed() throws IOException {
    try (TrustConnect trust = trust(TestInternet.policy(HOST).build())) {
      for (int i = 0; i < 2; i++) {
        try (SSLSocket socket = connect(trust)) {
          socket
              .getOutputStream()
              .write(
                  ("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          assertThat(socket.getInputStream().read()).isPositive(); // with it comes the ticket
        }
      }

      assertThat(meter.handshakes).extracting(Handshake::resumed).containsExactly(false, true);
    }
  }

  @Test
  void oneMeterThatThrowsDoesNotKeepAnotherFromBeingCalled() throws IOException {
    TrustMeter broken =
        new TrustMeter() {
          @Override
          public void lookedUp(
              HostName host,
              @Nullable Verdict verdict,
              Source source,
              @Nullable Reason refusal,
              Duration elapsed) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void judged(
              Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void handshook(
              HostName host,
              String protocol,
              boolean resumed,
              Duration elapsed,
              @Nullable Throwable failure) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void connected(Evidence evidence, int port) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void revoked(HostName host, Reason reason) {
            throw new IllegalStateException("broken");
          }
        };
    try (TrustConnect trust =
            internet
                .trust()
                .policies(TestInternet.policy(HOST).build())
                .meter(TrustMeter.of(broken, meter))
                .build();
        SSLSocket socket = connect(trust)) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(meter.handshakes).hasSize(1);
      assertThat(meter.connections).hasSize(1);
      trust.replacePolicies(
          TestInternet.policyWithUnmatchedPins(HOST).pinsExpire(LocalDate.of(2031, 1, 1)).build());
      assertThat(meter.revoked).hasSize(1);
    }
  }
}
