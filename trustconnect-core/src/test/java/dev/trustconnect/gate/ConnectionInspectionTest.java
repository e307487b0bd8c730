package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.TestInternet;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found about a peer that isn't seen, and what a session keeps of a connection. */
class ConnectionInspectionTest {
  private static final String HOST = "api.example.test";
  private static final InetSocketAddress HIDDEN = InetSocketAddress.createUnresolved("", 443);
  private static final InetSocketAddress PROXY = new InetSocketAddress("127.0.0.9", 1080);

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).build();

  @AfterEach
  void close() {
    trust.close();
  }

  private Finding bound(Set<InetSocketAddress> proxies, InetSocketAddress peer)
      throws UntrustedNameException {
    return new PeerAddresses(proxies).bound(trust.names().resolve(HOST), peer);
  }

  private static Decision.Refused forgiven(Reason reason) {
    return new Decision.Refused(reason, "seen", "wanted", List.of(), List.of());
  }

  @Test
  void hiddenPeerWithoutADeclaredProxyIsNotProven() throws UntrustedNameException {
    assertThat(bound(Set.of(), HIDDEN))
        .isInstanceOfSatisfying(
            Finding.Violated.class,
            violated -> assertThat(violated.reason()).isEqualTo(Reason.ADDRESS_NOT_PROVEN));
  }

  @Test
  void peerBehindADeclaredProxyIsNotSeen() throws UntrustedNameException {
    for (InetSocketAddress peer : List.of(HIDDEN, PROXY)) {
      assertThat(bound(Set.of(PROXY), peer))
          .isInstanceOfSatisfying(
              Finding.NotEvaluated.class,
              open -> assertThat(open.reason()).isEqualTo(Reason.ADDRESS_NOT_SEEN));
    }
  }

  @Test
  void sessionKeepsWhatWasReportedExceptTheAddress() {
    Evidence evidence =
        new Evidence(
            HostName.parse(HOST),
            null,
            PROXY.getAddress(),
            null,
            List.of(),
            null,
            new Decision.Allowed(
                List.of(new Finding.Satisfied(Check.ADDRESS_BOUND, "127.0.0.9")),
                List.of(),
                List.of(forgiven(Reason.ADDRESS_NOT_PROVEN), forgiven(Reason.PIN_NOT_IN_PATH))),
            "fingerprint",
            Instant.EPOCH);

    Evidence kept = ConnectionInspection.withoutPeer(evidence);

    assertThat(kept.reported()).containsExactly(Reason.PIN_NOT_IN_PATH);
    assertThat(kept.peer()).isEmpty();
    assertThat(kept.decision().findings())
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.NotEvaluated.class,
            open -> assertThat(open.reason()).isEqualTo(Reason.ADDRESS_NOT_SEEN));
  }
}
