package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows in the path alone; refusals of handshakes are tested over sockets. */
public class PathBuilderTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2000-06-01T12:00:00Z");

  private final TestCa root = TestCa.create("Root");
  private final TestCa issuer = root.intermediate("Issuer");
  private final TestCa.Identity server = issuer.server(HOST);

  private PathOutcome build(TrustRoots roots, PeerName peer, List<X509Certificate> served) {
    return PathBuilder.to(roots).build(peer, served, "UNKNOWN", NOW);
  }

  private VerifiedPath verified(TrustRoots roots, List<X509Certificate> served) {
    PathOutcome outcome = build(roots, PEER, served);
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    return ((PathOutcome.Verified) outcome).path();
  }

  private static Finding.Violated broken(PathOutcome outcome) {
    assertThat(outcome).isInstanceOf(PathOutcome.Broken.class);
    return ((PathOutcome.Broken) outcome).finding();
  }

  @Test
  void pathRunsFromTheServersCertificateToTheRootThatWasNotServed() {
    VerifiedPath path = verified(TrustRoots.of(root.certificate()), server.chain());

    assertThat(path.certificates())
        .containsExactly(server.certificate(), issuer.certificate(), root.certificate());
    assertThat(path.matchedName()).isEqualTo(HOST);
    assertThat(path).hasToString(HOST + " ← 'CN=Issuer' ← 'CN=Root'");
  }

  /**
   * Only a certificate that stands alone is called self-signed; whatever has an issuer lacks it.
   */
  @Test
  void issuerThatIsMissingIsNamed() {
    TrustRoots others = TrustRoots.of(TestCa.create("Other Root").certificate());
    X509Certificate own = TestCa.selfSigned(HOST).certificate();

    assertThat(broken(build(others, PEER, List.of(own))).reason())
        .isEqualTo(Reason.PATH_SELF_SIGNED);
    assertThat(broken(build(others, PEER, List.of(server.certificate()))).reason())
        .isEqualTo(Reason.PATH_ISSUER_UNKNOWN);
    assertThat(broken(build(others, PEER, server.with(root.certificate()).chain())).reason())
        .as("the root is served, and self-signed as all are")
        .isEqualTo(Reason.PATH_ISSUER_UNKNOWN);
  }

  @Test
  void orderAndUnrelatedCertificatesDoNotMatter() {
    TestCa stranger = TestCa.create("Stranger");
    List<X509Certificate> served = new ArrayList<>(List.of(server.certificate()));
    List<X509Certificate> rest = new ArrayList<>(List.of(stranger.certificate()));
    rest.add(TestCa.create("Issuer").certificate()); // the issuer's name and another key
    rest.addAll(server.chain().subList(1, server.chain().size()));
    rest.add(root.certificate());
    Collections.reverse(rest);
    served.addAll(rest);

    assertThat(verified(TrustRoots.of(root.certificate()), served).certificates())
        .containsExactly(server.certificate(), issuer.certificate(), root.certificate());
  }

  /** A stowaway in the chain is in no path, so that no pin can match it. */
  @Test
  void unrelatedCertificateIsNotInThePath() {
    TestCa.Identity stolen = TestCa.create("Pinned").server(HOST);
    VerifiedPath path =
        verified(TrustRoots.of(root.certificate()), server.with(stolen.certificate()).chain());

    assertThat(path.certificates()).doesNotContain(stolen.certificate());
  }

  @Test
  void crossSignedIssuerLeadsToWhicheverRootIsTrusted() {
    TestCa other = TestCa.create("Other Root");
    X509Certificate cross = issuer.crossSigned(other);
    List<X509Certificate> served = server.with(cross).chain();

    assertThat(verified(TrustRoots.of(other.certificate()), served).certificates())
        .containsExactly(server.certificate(), cross, other.certificate());
    assertThat(verified(TrustRoots.of(root.certificate()), served).root())
        .isEqualTo(root.certificate());
  }

  @Test
  void expiredCrossSignatureDoesNotPreventAnotherPath() {
    TestCa old =
        root.odd().authority("Root", -1).to(Instant.parse("2020-01-01T00:00:00Z")).issuing();
    List<X509Certificate> served = server.with(old.certificate()).chain();

    assertThat(verified(TrustRoots.of(root.certificate(), old.certificate()), served).root())
        .isEqualTo(root.certificate());
  }

  @Test
  void serversOwnCertificateMayBeTheRoot() {
    TestCa.Identity own = TestCa.selfSigned(HOST);

    VerifiedPath path = verified(TrustRoots.of(own.certificate()), own.chain());

    assertThat(path.certificates()).containsExactly(own.certificate());
  }

  @Test
  void serversOwnCertificateAsRootStillNeedsItsNameAndDates() {
    TestCa.Identity other = TestCa.selfSigned("other.example.test");
    TestCa.Identity old = root.expiredServer(HOST);

    assertThat(broken(build(TrustRoots.of(other.certificate()), PEER, other.chain())).reason())
        .isEqualTo(Reason.PATH_NAME_MISMATCH);
    assertThat(broken(build(TrustRoots.of(old.certificate()), PEER, old.chain())).reason())
        .isEqualTo(Reason.PATH_EXPIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "*.example.test, api.example.test, true",
    "API.Example.TEST, api.example.test, true",
    "*.example.test, a.b.example.test, false",
    "*.example.test, example.test, false",
    "*.b.example.test, a.b.example.test, true",
    "*, test, false",
    "*.*.test, a.b.test, false",
    "a*.example.test, api.example.test, false",
    "xn--*.example.test, xn--bcher-kva.example.test, false",
    "api.example.test., api.example.test, false",
  })
  void wildcardIsTheWholeLeftMostLabelAndStandsForOne(
      String presented, String host, boolean matches) {
    TestCa.Identity identity = root.server(presented);

    PathOutcome outcome =
        build(
            TrustRoots.of(root.certificate()), PeerName.of(HostName.parse(host)), identity.chain());

    assertThat(outcome instanceof PathOutcome.Verified).isEqualTo(matches);
  }

  @Test
  void addressIsMatchedByAddressesOnly() throws UnknownHostException {
    PeerName v4 = PeerName.of(InetAddress.getByAddress(new byte[] {127, 0, 1, 10}));
    TrustRoots roots = TrustRoots.of(root.certificate());

    assertThat(build(roots, v4, root.server("127.0.1.10").chain()))
        .isInstanceOf(PathOutcome.Verified.class);
    assertThat(broken(build(roots, v4, root.server("127.0.1.11").chain())).seen())
        .isEqualTo("a certificate for 127.0.1.11");
    assertThat(broken(build(roots, PEER, root.server("127.0.1.10").chain())).reason())
        .isEqualTo(Reason.PATH_NAME_MISMATCH);
  }

  @Test
  void mismatchNamesWhatWasServedAndWhatWasWanted() {
    Finding.Violated finding =
        broken(
            build(
                TrustRoots.of(root.certificate()),
                PEER,
                root.server("a.test", "b.test", "c.test", "d.test", "e.test", "f.test", "g.test")
                    .chain()));

    assertThat(finding.seen())
        .isEqualTo("a certificate for a.test, b.test, c.test, d.test, e.test and 2 more");
    assertThat(finding.wanted()).isEqualTo("a certificate for " + HOST);
  }

  @Test
  void expiryNamesTheDay() {
    Finding.Violated finding =
        broken(build(TrustRoots.of(root.certificate()), PEER, root.expiredServer(HOST).chain()));

    assertThat(finding.seen()).contains("2001-01-01T00:00:00Z");
  }

  /** RFC 5937 §3.2: who trusts a root for some names trusts it for those. */
  @Test
  void rootsOwnConstraintsAreEnforced() {
    TestCa narrow = root.odd().authority("Narrow", -1).onlyFor("example.test").issuing();
    TrustRoots roots = TrustRoots.of(narrow.certificate());

    assertThat(verified(roots, narrow.server(HOST).chain()).root()).isEqualTo(narrow.certificate());
    TestCa.Identity outside = narrow.server("api.plain.test");
    assertThat(
            broken(build(roots, PeerName.of(HostName.parse("api.plain.test")), outside.chain()))
                .reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  /** The runtime judges by its own clock: to it, what ended in 2001 is over. Here it is 2000. */
  @Test
  @Provokes(Reason.PATH_PLATFORM_REFUSED)
  void whatTheRuntimeRefusesIsRefusedToo() {
    TestCa.Identity ended = root.expiredServer(HOST);
    TrustRoots runtimes = new TrustRoots(Set.of(root.certificate()), root.trustManager());
    PathBuilder builder = PathBuilder.to(runtimes);

    Finding.Violated finding = broken(builder.build(PEER, ended.chain(), "ECDHE_ECDSA", LONG_AGO));

    assertThat(finding.reason()).isEqualTo(Reason.PATH_PLATFORM_REFUSED);
    assertThat(
            PathBuilder.to(TrustRoots.of(root.certificate()))
                .build(PEER, ended.chain(), "ECDHE_ECDSA", LONG_AGO))
        .isInstanceOf(PathOutcome.Verified.class);
    assertThat(builder.build(PEER, root.server(HOST).chain(), "ECDHE_ECDSA", LONG_AGO))
        .isInstanceOf(PathOutcome.Verified.class);
  }

  @Test
  void whatTheRuntimeRefusesIsRefusedOverAConnectionToo() throws IOException {
    TestInternet internet =
        new TestInternet(
            SignedWorld.builder()
                .now(LONG_AGO)
                .zone("example.test", zone -> zone.record("api A 127.0.1.10"))
                .build());
    internet.now(LONG_AGO);
    TestCa ca = internet.ca();
    TrustRoots runtimes = new TrustRoots(Set.of(ca.certificate()), ca.trustManager());
    EndpointPolicy policy = TestInternet.policy(HOST).roots(runtimes).build();

    try (TrustConnect trust = internet.trust().policy(policy).build()) {
      try (TlsPeer peer = TlsPeer.start(ca.expiredServer(HOST))) {
        Throwable thrown = catchThrowable(() -> handshake(trust, peer));
        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .contains(Reason.PATH_PLATFORM_REFUSED);
      }
      try (TlsPeer peer = TlsPeer.start(ca.server(HOST))) {
        handshake(trust, peer);
      }
    }
  }

  private static void handshake(TrustConnect trust, TlsPeer peer) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.startHandshake();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11})
  void numberOfCertificatesIsBounded(int count) {
    List<X509Certificate> served = Collections.nCopies(count, server.certificate());

    assertThat(broken(build(TrustRoots.of(root.certificate()), PEER, served)).reason())
        .isEqualTo(count == 0 ? Reason.PATH_MALFORMED : Reason.PATH_TOO_LONG);
  }

  @Test
  void textFromACertificateContainsNoTerminalControls() {
    TestCa evil = TestCa.create("evil \u001b[2J \u202e name");

    assertThat(
            broken(build(TrustRoots.of(root.certificate()), PEER, evil.server(HOST).chain()))
                .seen())
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void pathExpiresWithItsFirstCertificateBelowTheRoot() {
    TestCa brief =
        root.odd().authority("Brief", -1).to(Instant.parse("2027-01-01T00:00:00Z")).issuing();

    assertThat(verified(TrustRoots.of(root.certificate()), brief.server(HOST).chain()).validUntil())
        .isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
  }
}
