package dev.trustconnect.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Handshake.Kind;
import dev.trustconnect.survey.Handshake.Outcome;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

class SurveyorTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.serving(HOST);

  @AfterEach
  void stop() {
    internet.close();
  }

  private Survey survey(SurveyPlan plan, EndpointPolicy... policies) {
    return survey(internet.server(HOST), plan, policies);
  }

  private Survey survey(TlsPeer peer, SurveyPlan plan, EndpointPolicy... policies) {
    try (TrustConnect trust = internet.trust().policies(policies).build()) {
      return trust.surveyor().survey(new Endpoint(HostName.parse(HOST), peer.port()), plan);
    }
  }

  private TlsPeer instead(TestCa.Identity identity) {
    return TlsPeer.builder(identity).address("127.0.1.10").start();
  }

  @Test
  void describesAHealthyEndpoint() {
    Survey survey = survey(SurveyPlan.standard());
    assertThat(survey.names().verdict().label()).isEqualTo("SECURE");
    assertThat(survey.names().refusal()).isEmpty();
    assertThat(survey.zone().apex()).isEqualTo("example.test");
    assertThat(survey.zone().answer(Type.NS)).isPresent();
    Handshake handshake = survey.handshake().orElseThrow();
    assertThat(handshake.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(handshake.session().protocol()).isEqualTo("TLSv1.3");
    assertThat(handshake.path()).isPresent();
    assertThat(handshake.judgement().orElseThrow().refusal()).isEmpty();
    assertThat(handshake.demand().need()).isEqualTo(Handshake.Demand.Need.NONE);
  }

  @Test
  void staysWithinItsBudget() {
    TlsPeer peer = internet.server(HOST);
    Survey survey = survey(SurveyPlan.standard());
    assertThat(survey.questions()).isBetween(8, 14);
    assertThat(peer.connections()).isEqualTo(3);
    assertThat(survey(SurveyPlan.standard().oneHandshake()).handshakes()).hasSize(1);
    assertThat(peer.connections()).isEqualTo(4);
    assertThat(survey(SurveyPlan.standard().passive()).handshakes()).isEmpty();
    assertThat(peer.connections()).isEqualTo(4);
  }

  @Test
  void sendsNoRequestAndLeavesNoTrace() {
    TlsPeer peer = internet.server(HOST);
    Survey unused = survey(SurveyPlan.standard().withAllAddresses());
    assertThat(peer.requests()).isEmpty();
    assertThat(internet.events()).isEmpty();
  }

  /** The chain is wanted most when it is invalid; nothing but the handshake goes to such a peer. */
  @Test
  void recordsAChainThatNoGateAccepts() {
    try (TlsPeer peer = instead(TestCa.create("Other CA").server(HOST))) {
      Survey survey = survey(peer, SurveyPlan.standard());
      Handshake handshake = survey.handshake().orElseThrow();
      assertThat(handshake.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(handshake.served()).hasSize(1);
      assertThat(handshake.path()).isEmpty();
      assertThat(handshake.judgement().orElseThrow().refusal().orElseThrow().reason())
          .isEqualTo(Reason.PATH_ISSUER_UNKNOWN);
      assertThat(peer.requests()).isEmpty();
    }
  }

  /** An upstream's addresses are known, and it is asked before any name can be looked up. */
  @Test
  void handshakeAtAKnownAddressRecordsTheChainAndAsksNothing() {
    try (TlsPeer peer = instead(TestCa.create("Other CA").server(HOST));
        TrustConnect trust = internet.trust().build()) {
      internet.down(true);
      Handshake handshake =
          trust
              .surveyor()
              .handshake(
                  HostName.parse(HOST),
                  new InetSocketAddress(peer.address(), peer.port()),
                  Duration.ofSeconds(20));

      assertThat(handshake.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(handshake.session().alpn()).isEqualTo("h2");
      assertThat(handshake.served()).hasSize(1);
      assertThat(handshake.served().get(0).getIssuerX500Principal().getName())
          .isEqualTo("CN=Other CA");
      assertThat(handshake.judgement()).isEmpty();
      assertThat(peer.requests()).isEmpty();
    }
  }

  @Test
  void handshakeAtAClosedPortIsUnreachable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.1.10"))) {
      free = socket.getLocalPort();
    }
    try (TrustConnect trust = internet.trust().build()) {
      assertThat(
              trust
                  .surveyor()
                  .handshake(
                      null, new InetSocketAddress("127.0.1.10", free), Duration.ofSeconds(20))
                  .outcome())
          .isEqualTo(Outcome.UNREACHABLE);
    }
  }

  /** With a port and a protocol in front, the name of its TLSA records would be too long. */
  @Test
  void surveysALongName() {
    String host = ("a".repeat(60) + ".").repeat(3) + "b".repeat(50) + ".example.test";
    try (TrustConnect trust = internet.trust().build()) {
      Survey survey =
          trust.surveyor().survey(Endpoint.of(HostName.parse(host)), SurveyPlan.standard());
      assertThat(survey.names().leadsNowhere()).isTrue();
      assertThat(survey.zone().tlsa()).isEmpty();
    }
  }

  @Test
  void doesNotConnectForABrokenName() {
    TlsPeer rogue = internet.poison(HOST);
    Survey survey = survey(rogue, SurveyPlan.standard());
    assertThat(survey.names().verdict().label()).isEqualTo("BOGUS");
    assertThat(survey.names().refusal().orElseThrow().reason()).isEqualTo(Reason.SIGNATURE_INVALID);
    assertThat(survey.names().addresses()).isEmpty();
    assertThat(survey.handshakes()).isEmpty();
    assertThat(rogue.connections()).isZero();
  }

  /** Auditing from inside a network isn't a way to reach it. */
  @Test
  void doesNotConnectToSpecialAddresses() {
    TlsPeer peer = internet.server(HOST);
    try (TrustConnect trust = internet.trust().addressRules(AddressRules.PUBLIC_ONLY).build()) {
      Survey survey =
          trust
              .surveyor()
              .survey(new Endpoint(HostName.parse(HOST), peer.port()), SurveyPlan.standard());
      assertThat(survey.names().special()).hasSize(1);
      assertThat(survey.names().addresses()).isEmpty();
      assertThat(survey.handshakes()).isEmpty();
    }
    assertThat(peer.connections()).isZero();
  }

  @Test
  void tellsWhenTheServerAsksForACertificate() {
    try (TlsPeer peer =
        TlsPeer.builder(internet.ca().server(HOST))
            .address("127.0.1.10")
            .harvests(internet.ca())
            .start()) {
      Handshake handshake =
          survey(peer, SurveyPlan.standard().oneHandshake()).handshake().orElseThrow();
      assertThat(handshake.demand().need()).isEqualTo(Handshake.Demand.Need.OPTIONAL);
      assertThat(handshake.demand().authorities()).containsExactly("CN=Usual Test CA");
      assertThat(peer.certificates()).isEmpty();
    }
  }

  /** In TLS 1.3 the client's part ends first: the server objects only afterwards. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tellsWhenTheServerInsistsOnACertificate(String protocol) throws Exception {
    TestCa.Identity identity = internet.ca().server(HOST);
    SSLContext context = internet.ca().clientContext(identity);
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getByName("127.0.1.10"))) {
      server.setNeedClientAuth(true);
      server.setEnabledProtocols(new String[] {protocol});
      CompletableFuture<Boolean> refused = CompletableFuture.supplyAsync(() -> refuses(server));
      try (TrustConnect trust = internet.trust().build()) {
        Survey survey =
            trust
                .surveyor()
                .survey(
                    new Endpoint(HostName.parse(HOST), server.getLocalPort()),
                    SurveyPlan.standard().oneHandshake());
        assertThat(survey.handshake().orElseThrow().demand().need())
            .isEqualTo(Handshake.Demand.Need.REQUIRED);
        assertThat(survey.handshake().orElseThrow().served()).isNotEmpty();
      }
      assertThat(refused.join()).isTrue();
    }
  }

  private static boolean refuses(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.startHandshake();
      return false;
    } catch (IOException refusal) {
      return true;
    }
  }

  @Test
  void olderProtocolsAreOfferedOnTheirOwn() {
    Survey survey = survey(SurveyPlan.standard());
    assertThat(survey.handshakes(Kind.LEGACY))
        .singleElement()
        .extracting(Handshake::outcome)
        .isEqualTo(Outcome.REFUSED);
    assertThat(survey.handshakes(Kind.WITHOUT_NAME))
        .singleElement()
        .satisfies(bare -> assertThat(bare.served()).isNotEmpty());
  }

  @Test
  void aClosedPortIsAFact() {
    TlsPeer peer = internet.server(HOST);
    int port = peer.port();
    peer.close();
    try (TrustConnect trust = internet.trust().build()) {
      Survey survey =
          trust
              .surveyor()
              .survey(
                  new Endpoint(HostName.parse(HOST), port),
                  SurveyPlan.standard().withTimeout(Duration.ofSeconds(20)));
      assertThat(survey.handshakes())
          .singleElement()
          .extracting(Handshake::outcome)
          .isEqualTo(Outcome.UNREACHABLE);
    }
  }

  @Test
  void itsTimeIsTheClocks() {
    assertThat(survey(SurveyPlan.standard().passive()).at()).isEqualTo(SignedWorld.NOW);
  }
}
