package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/** A policy that only reports: what it lets pass, with which event, and what is refused anyway. */
class ReportOnlyTest {
  private static final String HOST = "api.example.test";
  private static final AddressRules LIVED_IN =
      AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC);

  private record Wish(String name, Reason reason, UnaryOperator<EndpointPolicy.Builder> policy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wish> wishes() {
    return Stream.of(
        new Wish(
            "a pin that isn't in the path",
            Reason.PIN_NOT_IN_PATH,
            policy ->
                policy
                    .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
                    .pinsExpire(LocalDate.of(2030, 1, 1))),
        new Wish(
            "roots that the path doesn't end in",
            Reason.PATH_ISSUER_UNKNOWN,
            policy -> policy.roots(TrustRoots.of(TestCa.create("Private").certificate()))),
        new Wish(
            "addresses elsewhere",
            Reason.ADDRESS_OUT_OF_SCOPE,
            policy -> policy.addresses("198.18.7.0/24")));
  }

  @ParameterizedTest
  @MethodSource("wishes")
  void allowsAndReportsWhatItWouldRefuse(Wish wish) throws IOException {
    TestInternet internet = TestInternet.usual();
    List<AuditEvent> events = new CopyOnWriteArrayList<>();
    try (TlsPeer peer = TlsPeer.start(internet.ca().server(HOST))) {
      EndpointPolicy.Builder policy = wish.policy().apply(EndpointPolicy.forHost(HOST));
      try (TrustConnect trust =
          internet
              .trust()
              .addressRules(LIVED_IN)
              .audit(events::add)
              .policy(policy.reportOnly().build())
              .build()) {
        Evidence evidence = connect(trust, peer.port());

        assertThat(evidence.reported()).containsExactly(wish.reason());
        assertThat(evidence.summary()).contains("REPORTED [" + wish.reason().code() + "]");
      }
      assertThat(events)
          .extracting(AuditEvent.Judged.class::cast)
          .anySatisfy(
              event -> {
                assertThat(event.outcome()).isEqualTo(Outcome.REPORTED);
                assertThat(event.reason()).contains(wish.reason());
                assertThat(event.message())
                    .startsWith("reported ")
                    .contains("[" + wish.reason().code() + "]: seen ", "; wanted ");
              });
    }
  }

  @Test
  void addressThatIsNotProvenIsReportedToo() throws IOException {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity honest = internet.ca().server(HOST);
    try (TlsPeer elsewhere = TlsPeer.builder(honest).address("127.0.1.66").start();
        TrustConnect trust =
            internet.trust().policy(TestInternet.policy(HOST).reportOnly().build()).build();
        SSLSocket socket =
            (SSLSocket)
                trust
                    .tls()
                    .socketFactory()
                    .createSocket(DirectSockets.to(elsewhere), HOST, elsewhere.port(), true)) {
      socket.startHandshake();

      assertThat(Evidence.of(socket.getSession()).orElseThrow().reported())
          .containsExactly(Reason.ADDRESS_NOT_PROVEN);
    }
  }

  private record Harmed(
      String name,
      Reason reason,
      Function<TestCa, TestCa.Identity> identity,
      UnaryOperator<EndpointPolicy.Builder> policy,
      Harm harm) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Harmed certificate(
      String name, Reason reason, Function<TestCa, TestCa.Identity> identity) {
    return new Harmed(name, reason, identity, policy -> policy, Harm.none());
  }

  static Stream<Harmed> harms() {
    return Stream.of(
        new Harmed(
            "a BOGUS name",
            Reason.SIGNATURE_INVALID,
            ca -> ca.server(HOST),
            policy -> policy,
            Harm.flipSignatureByte(HOST, Type.A)),
        certificate("self-signed", Reason.PATH_SELF_SIGNED, ca -> TestCa.selfSigned(HOST)),
        certificate("expired", Reason.PATH_EXPIRED, ca -> ca.expiredServer(HOST)),
        certificate("of another host", Reason.PATH_NAME_MISMATCH, ca -> ca.server("a.test")),
        new Harmed(
            "expired, under a policy with roots of its own",
            Reason.PATH_ISSUER_UNKNOWN,
            ca -> ca.expiredServer(HOST),
            policy -> policy.roots(TrustRoots.of(TestCa.create("Private").certificate())),
            Harm.none()));
  }

  @ParameterizedTest
  @MethodSource("harms")
  void refusesWhatAClientWithoutAPolicyRefuses(Harmed harmed) {
    TestInternet internet = TestInternet.usual();
    internet.change(world -> world.harm(harmed.harm()));
    EndpointPolicy policy = harmed.policy().apply(TestInternet.policy(HOST)).reportOnly().build();
    try (TlsPeer peer = TlsPeer.start(harmed.identity().apply(internet.ca()));
        TrustConnect trust = internet.trust().policy(policy).build()) {
      Throwable thrown = catchThrowable(() -> connect(trust, peer.port()));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason)).contains(harmed.reason());
      peer.awaitNoConnection();
      assertThat(peer.requests()).isEmpty();
    }
  }

  /** Its addresses don't allow the loopback they live on, and nothing else does. */
  @Test
  void refusesSpecialPurposeAddresses() {
    TestInternet internet = TestInternet.usual();
    try (TrustConnect trust =
        internet.trust().policy(EndpointPolicy.forHost(HOST).reportOnly().build()).build()) {
      Throwable thrown = catchThrowable(() -> connect(trust, 443));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.ADDRESS_SPECIAL_PURPOSE);
    }
  }

  private static Evidence connect(TrustConnect trust, int port) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, port)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(trust.tls().hostnameVerifier().verify(HOST, socket.getSession())).isTrue();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }
}
