package dev.trustconnect.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import io.spiffe.workloadapi.DefaultX509Source;
import io.spiffe.workloadapi.X509Source;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The recipe over java-spiffe's own client, with a server that speaks the Workload API. */
@Timeout(120)
class SpiffeRecipeTest {
  private static final String HOST = "api.example.test";
  private static final String DOMAIN = "corp.example";
  private static final String WORKLOAD = "spiffe://corp.example/ns/shop/sa/web";
  private static final String GATEWAY = "spiffe://corp.example/ns/llm/sa/gateway";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa ca = TestCa.create("Corp");
  private final TestCa.Identity first = ca.svid(WORKLOAD);
  private final WorkloadApi agent = new WorkloadApi(ca, WORKLOAD, first);
  private X509Source source;

  @BeforeEach
  void open() throws Exception {
    source =
        DefaultX509Source.newSource(
            DefaultX509Source.X509SourceOptions.builder()
                .spiffeSocketPath(agent.address())
                .initTimeout(Duration.ofSeconds(100))
                .build());
  }

  @AfterEach
  void close() throws IOException {
    source.close();
    agent.close();
    internet.close();
  }

  private TrustConnect trust() throws Exception {
    return internet
        .trust()
        .identity("me", SpiffeRecipe.identity(source))
        .policy(
            TestInternet.policy(HOST)
                .peerId(GATEWAY)
                .roots(SpiffeRecipe.roots(source, DOMAIN))
                .identity("me")
                .build())
        .build();
  }

  /** Waits until java-spiffe has taken over what the agent sent. */
  private TestCa.Identity renew() {
    TestCa.Identity renewed = ca.svid(WORKLOAD);
    agent.renew(WORKLOAD, renewed);
    while (!source.getX509Svid().getLeaf().equals(renewed.certificate())) {
      Thread.onSpinWait();
    }
    return renewed;
  }

  private static Evidence connect(TrustConnect trust, AskingPeer peer) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }

  @Test
  void gatewayGetsTheSvidAndThenTheRenewedOne() throws Exception {
    try (AskingPeer gateway = AskingPeer.builder(ca.svid(GATEWAY)).needs().start();
        TrustConnect trust = trust()) {
      assertThat(connect(trust, gateway).identity().orElseThrow().generation()).isEqualTo(1);

      TestCa.Identity second = renew();

      assertThat(connect(trust, gateway).identity().orElseThrow().generation()).isEqualTo(2);
      assertThat(gateway.harvest()).containsExactly(first.certificate(), second.certificate());
    }
  }

  @Test
  void otherWorkloadAtTheSameAddressGetsNothing() throws Exception {
    try (AskingPeer rogue =
            AskingPeer.builder(ca.svid("spiffe://corp.example/ns/llm/sa/rogue")).start();
        TrustConnect trust = trust()) {
      Throwable thrown = catchThrowable(() -> connect(trust, rogue));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.PATH_PEER_ID_MISMATCH);
      assertThat(rogue.harvest()).isEmpty();
    }
  }

  /** What {@link IdentitySource#current} asks for: another object means another identity. */
  @Test
  void identityIsOneObjectUntilItIsRenewed() {
    IdentitySource identities = SpiffeRecipe.identity(source);
    ClientIdentity before = identities.current();

    assertThat(identities.current()).isSameAs(before);
    TestCa.Identity renewed = renew();
    assertThat(identities.current()).isNotSameAs(before).isSameAs(identities.current());
    assertThat(identities.current().leaf()).isEqualTo(renewed.certificate());
  }
}
