package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** A name whose AAAA question fails: policies judge what is proven of its A addresses. */
class OneKindOfAddressesGateTest {
  private final TestInternet internet = TestInternet.usual();

  private Evidence connect(TrustConnect trust, String host, int port) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port)) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().policy(policy).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void secureAddressesAreEnoughForEveryPolicyAndTheEvidenceWarns(boolean secure)
      throws IOException {
    String host = "api.example.test";
    internet.change(world -> world.harm(Harm.rcode(host, Type.AAAA, Rcode.SERVFAIL)));
    EndpointPolicy.Builder policy = TestInternet.policy(host);
    try (TlsPeer peer = TlsPeer.builder(internet.ca().server(host)).address("127.0.1.10").start();
        TrustConnect trust = trust((secure ? policy.requireSecure() : policy).build())) {
      Evidence evidence = connect(trust, host, peer.port());

      assertThat(evidence.warnings())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.reason()).isEqualTo(Reason.UPSTREAM_RCODE);
                assertThat(warning.text()).contains("AAAA", "the addresses of the other kind");
              });
    }
  }

  @Test
  void nameWithBothAnswersIsNotWarnedAbout() throws IOException {
    String host = "api.example.test";
    try (TlsPeer peer = TlsPeer.builder(internet.ca().server(host)).address("127.0.1.10").start();
        TrustConnect trust = trust(TestInternet.policy(host).requireSecure().build())) {
      assertThat(connect(trust, host, peer.port()).warnings()).isEmpty();
    }
  }

  @Test
  void unsignedAddressesAreStillNotEnoughForAPolicyThatRequiresSecure() {
    String host = "api.plain.test";
    internet.change(world -> world.harm(Harm.rcode(host, Type.AAAA, Rcode.SERVFAIL)));
    try (TlsPeer peer = TlsPeer.builder(internet.ca().server(host)).address("127.0.1.20").start();
        TrustConnect trust = trust(TestInternet.policy(host).requireSecure().build())) {
      Throwable thrown = catchThrowable(() -> connect(trust, host, peer.port()));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.POLICY_SECURE_REQUIRED);
      assertThat(peer.connections()).isZero();
    }
  }
}
