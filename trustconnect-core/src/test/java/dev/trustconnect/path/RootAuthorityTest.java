package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which given root may issue certificates, and how many authorities may be below it. */
class RootAuthorityTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final TestCa issuer = TestCa.create("Issuer");

  private static PathOutcome build(TrustRoots roots, List<X509Certificate> served) {
    return PathBuilder.to(roots).build(PEER, served, "UNKNOWN", NOW);
  }

  private static PathOutcome build(TestCa root, List<X509Certificate> served) {
    return build(TrustRoots.of(root.certificate()), served);
  }

  private static Finding.Violated broken(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Broken.class);
    return ((PathOutcome.Broken) outcome).finding();
  }

  private static void assertVerified(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
  }

  /** The certificate of one service, with its key, as if it were an authority. */
  private TestCa serviceFor(String host) {
    return issuer.odd(host).issuing();
  }

  @Test
  void serversOwnCertificateAsRootIssuesForNoHost() {
    TestCa service = serviceFor(OTHER);
    TestCa own = serviceFor(HOST);

    Finding.Violated finding = broken(build(service, service.server(HOST).chain()));

    assertThat(finding.reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(finding.seen())
        .isEqualTo("the root 'CN=odd server' that isn't an authority and issued a certificate");
    assertThat(broken(build(own, own.server(HOST).chain())).reason())
        .as("not for its own name either")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertVerified(build(own, List.of(own.certificate())));
  }

  /** An authority with its own name and limits between them doesn't make up for the root. */
  @Test
  void serversOwnCertificateAsRootIssuesForNoAuthority() {
    TestCa service = serviceFor(OTHER);
    List<X509Certificate> served = service.intermediate("Between").server(HOST).chain();

    assertThat(broken(build(service, served)).reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertVerified(build(issuer, issuer.intermediate("Between").server(HOST).chain()));
  }

  @Test
  void anotherRootOfTheSetMayStillIssue() {
    TestCa service = serviceFor(OTHER);
    TrustRoots both = TrustRoots.of(service.certificate(), issuer.certificate());

    assertVerified(build(both, issuer.server(HOST).chain()));
    assertThat(broken(build(both, service.server(HOST).chain())).reason())
        .as("the service's certificate is served too, and its issuer is trusted")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  /** The Java runtime's trust store may hold such a certificate too. */
  @Test
  void serversOwnCertificateInTheSystemsRootsIssuesForNoHost() {
    TestCa service = serviceFor(OTHER);
    TrustRoots system = new TrustRoots(Set.of(service.certificate()), service.trustManager());

    assertThat(broken(build(system, service.server(HOST).chain())).reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {KeyUsage.digitalSignature, KeyUsage.cRLSign, KeyUsage.keyEncipherment})
  void authorityWhoseKeyMayNotSignCertificatesIssuesNone(int keyUsage) {
    TestCa limited = issuer.odd().authority("Limited", -1).keyUsage(keyUsage).issuing();

    Finding.Violated finding = broken(build(limited, limited.server(HOST).chain()));

    assertThat(finding.reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(finding.seen())
        .isEqualTo("the root 'CN=Limited' whose key may not sign certificates (keyUsage)");
  }

  @Test
  void authorityIssuesIfItsKeyUsageSaysSoOrIsAbsent() {
    TestCa signing =
        issuer.odd().authority("S", -1).keyUsage(KeyUsage.keyCertSign | 0x80).issuing();
    TestCa silent = issuer.odd().authority("T", -1).keyUsage(0).issuing();

    assertVerified(build(signing, signing.server(HOST).chain()));
    assertVerified(build(silent, silent.server(HOST).chain()));
  }

  @Test
  void thirdVersionWithoutBasicConstraintsIsNoAuthority() {
    TestCa bare = issuer.odd().authority("Bare", -1).withoutBasicConstraints().issuing();

    assertThat(broken(build(bare, bare.server(HOST).chain())).reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  @Test
  void rootWhoseKeyUsageCantBeReadIssuesNothing() {
    TestCa garbled =
        issuer.odd().authority("Garbled", -1).keyUsage(0).garbled("2.5.29.15").issuing();

    assertThat(broken(build(garbled, garbled.server(HOST).chain())).reason())
        .isEqualTo(Reason.PATH_MALFORMED);
  }

  /** Versions 1 and 2 have no extensions to say it with (RFC 5280 §6.1.4(k)). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rootWithoutExtensionsMayIssue(int version) {
    TestCa old = HostileCertificate.authority(issuer, "Old").oldVersion(version).issuing();

    assertThat(old.certificate().getVersion()).isEqualTo(version);
    assertVerified(build(old, old.server(HOST).chain()));
    assertVerified(build(old, old.intermediate("Below").server(HOST).chain()));
  }

  /** RFC 5937 §3.2: the path length of a root is where the count begins. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "0, 1, false",
    "1, 1, true",
    "1, 2, false",
    "2, 2, true",
    "5, 6, false"
  })
  void rootLimitsTheAuthoritiesBelowIt(int pathLength, int authorities, boolean holds) {
    TestCa root = issuer.odd().authority("Limited", pathLength).issuing();
    TestCa last = root;
    for (int i = 0; i < authorities; i++) {
      last = last.intermediate("Level " + i);
    }
    PathOutcome outcome = build(root, last.server(HOST).chain());

    if (holds) {
      assertVerified(outcome);
    } else {
      assertThat(broken(outcome).reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
      assertThat(broken(outcome).seen())
          .isEqualTo(
              "%d authorities below the root 'CN=Limited', which allows %d (pathLenConstraint)",
              authorities, pathLength);
    }
  }

  /** RFC 5280 §6.1.4(l): what an authority issued to itself isn't counted. */
  @Test
  void certificatesThatTheRootIssuedToItselfAreNotCounted() {
    TestCa root = issuer.odd().authority("Limited", 0).issuing();
    TestCa renewed = root.odd().authority("Limited", -1).issuing();
    TestCa renewedAgain = renewed.odd().authority("Limited", -1).issuing();
    TestCa below = renewed.odd().authority("Below", -1).issuing();

    assertVerified(build(root, renewed.server(HOST).chain()));
    assertVerified(build(root, renewedAgain.server(HOST).chain()));
    assertThat(broken(build(root, below.server(HOST).chain())).reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void keyOfOneServiceIsNoOtherServiceOverAConnection(String protocol) throws IOException {
    TestInternet internet =
        new TestInternet(
            SignedWorld.builder()
                .zone("example.test", zone -> zone.record("api A 127.0.1.10"))
                .build());
    TestCa service = serviceFor(OTHER);
    TestCa.Identity own = issuer.odd(HOST).identity();
    EndpointPolicy policy =
        TestInternet.policy(HOST)
            .roots(TrustRoots.of(service.certificate(), own.certificate()))
            .build();

    try (TrustConnect trust = internet.trust().policy(policy).build()) {
      try (TlsPeer peer = TlsPeer.start(service.server(HOST))) {
        Throwable thrown = catchThrowable(() -> handshake(trust, peer, protocol));
        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .contains(Reason.PATH_CONSTRAINT_BROKEN);
      }
      try (TlsPeer peer = TlsPeer.start(own)) {
        assertThatCode(() -> handshake(trust, peer, protocol)).doesNotThrowAnyException();
      }
    }
  }

  private static void handshake(TrustConnect trust, TlsPeer peer, String protocol)
      throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
    }
  }
}
