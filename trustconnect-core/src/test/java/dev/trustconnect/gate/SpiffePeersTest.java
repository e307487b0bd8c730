package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are identified by a SPIFFE ID, and what others get that pretend to be one. */
@Timeout(120)
class SpiffePeersTest {
  private static final String HOST = "api.example.test";
  private static final String ID = "spiffe://corp.example/ns/llm/sa/gateway";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa spire = TestCa.create("Trust domain").intermediate("SPIRE");
  private final TestCa.Identity ours = spire.svid("spiffe://corp.example/ns/shop/sa/web");

  @AfterEach
  void close() {
    internet.close();
  }

  private TrustConnect trust(String peerId) {
    return internet
        .trust()
        .identity("me", Identities.of(ours.asClient()))
        .policy(
            TestInternet.policy(HOST)
                .peerId(peerId)
                .roots(TrustRoots.of(spire.certificate()))
                .identity("me")
                .build())
        .build();
  }

  private static Evidence call(TrustConnect trust, AskingPeer server) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ID, "spiffe://corp.example/ns/llm/sa/*"})
  void workloadOfThePolicyGetsTheCertificate(String peerId) throws IOException {
    try (AskingPeer server = AskingPeer.builder(spire.svid(ID)).needs().start();
        TrustConnect trust = trust(peerId)) {
      Evidence evidence = call(trust, server);

      assertThat(evidence.path().matchedName()).isEqualTo(ID);
      assertThat(server.harvest().get(0)).isEqualTo(ours.certificate());
    }
  }

  /** A certificate that isn't the workload's. */
  private record Harm(String what, Reason reason, Function<TestCa, TestCa.Identity> certificate) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static TestCa.Identity odd(TestCa spire, int usage, String... names) {
    return spire
        .odd(names)
        .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
        .keyUsage(usage)
        .identity();
  }

  static Stream<Harm> harms() {
    int signs = KeyUsage.digitalSignature;
    return Stream.of(
        new Harm(
            "another workload",
            Reason.PATH_PEER_ID_MISMATCH,
            ca -> ca.svid("spiffe://corp.example/ns/llm/sa/other")),
        new Harm(
            "another trust domain",
            Reason.PATH_PEER_ID_MISMATCH,
            ca -> ca.svid("spiffe://corp.test/ns/llm/sa/gateway")),
        new Harm("a workload below it", Reason.PATH_PEER_ID_MISMATCH, ca -> ca.svid(ID + "/child")),
        new Harm(
            "the ID with a dot segment",
            Reason.PATH_PEER_ID_MISMATCH,
            ca -> ca.svid("spiffe://corp.example/ns/llm/x/../sa/gateway")),
        new Harm(
            "a certificate for the host's name alone",
            Reason.PATH_NOT_AN_SVID,
            ca -> ca.server(HOST)),
        new Harm(
            "two URIs",
            Reason.PATH_NOT_AN_SVID,
            ca -> odd(ca, signs, ID, "spiffe://corp.example/ns/llm/sa/other")),
        new Harm(
            "a key that may issue certificates",
            Reason.PATH_NOT_AN_SVID,
            ca -> odd(ca, signs | KeyUsage.cRLSign, ID)),
        new Harm(
            "the right ID under another authority",
            Reason.PATH_ISSUER_UNKNOWN,
            ca -> TestCa.create("Other").svid(ID)),
        new Harm(
            "an authority for another trust domain",
            Reason.PATH_CONSTRAINT_BROKEN,
            ca -> ca.odd().authority("Elsewhere", -1).onlyForUris("corp.test").issuing().svid(ID)));
  }

  @ParameterizedTest
  @MethodSource("harms")
  @Provokes({Reason.PATH_PEER_ID_MISMATCH, Reason.PATH_NOT_AN_SVID})
  void impostorGetsNeitherCertificateNorRequest(Harm harm) {
    try (AskingPeer rogue = AskingPeer.builder(harm.certificate.apply(spire)).start();
        TrustConnect trust = trust(ID)) {
      Throwable thrown = catchThrowable(() -> call(trust, rogue));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason)).contains(harm.reason);
      assertThat(rogue.harvest()).isEmpty();
      assertThat(rogue.requests()).isEmpty();
    }
  }

  @Test
  void idWithoutRootsIsRefused() {
    EndpointPolicy.Builder policy = EndpointPolicy.forHost(HOST).peerId(ID);

    assertThat(catchThrowable(policy::build))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the SPIFFE ID of api.example.test needs the authorities that may write it: roots(…)"
                + " is missing");
    policy.roots(TrustRoots.system());
    assertThat(catchThrowable(policy::build)).isInstanceOf(IllegalStateException.class);
  }
}
