package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/**
 * Every reason to refuse a name or its policy, with a real server that would have answered: it gets
 * no connection. The healthy twin is the same host under a policy that holds, and is answered.
 */
class NameReasonsTest {
  /** Names that have the addresses of peers, with all of them allowed. */
  private static final AddressRules LIVED_IN =
      AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC);

  record Refused(
      String name,
      Reason reason,
      String host,
      UnaryOperator<EndpointPolicy.Builder> policy,
      UnaryOperator<TestInternet> internet) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Refused refused(
      String name, Reason reason, String host, UnaryOperator<EndpointPolicy.Builder> policy) {
    return new Refused(name, reason, host, policy, internet -> internet);
  }

  static Stream<Refused> names() {
    return Stream.of(
        refused(
            "INSECURE where SECURE is wanted",
            Reason.POLICY_SECURE_REQUIRED,
            "api.plain.test",
            EndpointPolicy.Builder::requireSecure),
        refused(
            "an alias that leads out of scope",
            Reason.NAME_ALIAS_OUT_OF_SCOPE,
            "alias.example.test",
            policy -> policy.aliasOwners("example.test")),
        refused(
            "an alias to a name that only ends alike",
            Reason.NAME_ALIAS_OUT_OF_SCOPE,
            "alias.example.test",
            policy -> policy.aliasOwners("oud.test")),
        refused(
            "an address out of scope",
            Reason.ADDRESS_OUT_OF_SCOPE,
            "api.example.test",
            policy -> policy.addresses("198.18.7.0/24")),
        new Refused(
            "a name with a broken signature",
            Reason.SIGNATURE_INVALID,
            "api.example.test",
            policy -> policy,
            internet -> {
              internet.change(
                  world -> world.harm(Harm.flipSignatureByte("api.example.test", Type.A)));
              return internet;
            }));
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesForThisReasonBeforeConnecting(Refused refused) throws IOException {
    TestInternet internet = refused.internet().apply(TestInternet.usual());
    EndpointPolicy.Builder policy = EndpointPolicy.forHost(refused.host());
    List<AuditEvent> events = new CopyOnWriteArrayList<>();

    try (TlsPeer peer = peerOf(internet, refused.host())) {
      try (TrustConnect trust =
          internet
              .trust()
              .addressRules(LIVED_IN)
              .audit(events::add)
              .policy(refused.policy().apply(policy).build())
              .build()) {
        Throwable thrown = catchThrowable(() -> connect(trust, refused.host(), peer.port()));

        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason)).contains(refused.reason());
        assertThat(thrown)
            .hasMessageStartingWith(
                "refused " + refused.host() + " [" + refused.reason().code() + "]: seen ");
      }
      assertThat(events)
          .filteredOn(AuditEvent.Judged.class::isInstance)
          .extracting(event -> ((AuditEvent.Judged) event).reason())
          .contains(Optional.of(refused.reason()));
      assertThat(peer.connections()).isZero();
    }

    TestInternet healthy = TestInternet.usual();
    try (TlsPeer peer = peerOf(healthy, refused.host());
        TrustConnect trust = healthy.trust().addressRules(LIVED_IN).build()) {
      assertThat(connect(trust, refused.host(), peer.port()).host())
          .isEqualTo(HostName.parse(refused.host()));
    }
  }

  @Test
  @Provokes(Reason.POLICY_MISSING)
  void strictRefusesAHostThatHasNoPolicyAndTakesOneThatHas() throws IOException {
    TestInternet internet = TestInternet.usual();
    try (TlsPeer peer = peerOf(internet, "api.example.test");
        TrustConnect trust =
            internet
                .trust()
                .profile(Profile.STRICT)
                .policy(TestInternet.policy("api.example.test").build())
                .build()) {
      Throwable thrown = catchThrowable(() -> connect(trust, "twin.example.test", peer.port()));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason)).contains(Reason.POLICY_MISSING);
      assertThat(thrown).hasMessageContaining("a policy for twin.example.test");
      assertThat(peer.connections()).isZero();
      assertThat(connect(trust, "api.example.test", peer.port()).peer()).isPresent();
    }
  }

  /** The healthy twins of aliases out of scope: into the domain itself, or below it. */
  @ParameterizedTest
  @ValueSource(strings = {"cloud.test", "bucket.cloud.test", "CLOUD.test"})
  void aliasIntoItsScopeIsAllowed(String owner) throws IOException {
    TestInternet internet = TestInternet.usual();
    EndpointPolicy policy =
        TestInternet.policy("alias.example.test").aliasOwners("else.test", owner).build();
    try (TlsPeer peer = peerOf(internet, "alias.example.test");
        TrustConnect trust = internet.trust().policy(policy).build()) {
      assertThat(connect(trust, "alias.example.test", peer.port()).findings())
          .contains(new Finding.Satisfied(Check.ALIASES_IN_SCOPE, "aliases [bucket.cloud.test]"));
    }
  }

  private static TlsPeer peerOf(TestInternet internet, String host) {
    String address =
        switch (host) {
          case "api.plain.test" -> "127.0.1.20";
          case "alias.example.test" -> "127.0.1.30";
          default -> "127.0.1.10";
        };
    return TlsPeer.builder(internet.ca().server(host)).address(address).start();
  }

  private static Evidence connect(TrustConnect trust, String host, int port) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port)) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }
}
