package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.testing.CountingCertificate;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.TestCa;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

/** Which keys the search tries, how often, and which path it finds first. */
class CandidatePathsTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final int MAX_SIGNATURES = 40;

  private final TestCa root = TestCa.create("Root");
  private final AtomicInteger signatureChecks = new AtomicInteger();

  private PathOutcome build(List<TestCa> roots, List<X509Certificate> served) {
    return PathBuilder.to(TrustRoots.of(roots.stream().map(TestCa::certificate).toList()))
        .build(PEER, CountingCertificate.all(served, signatureChecks), "UNKNOWN", NOW);
  }

  private CandidatePaths search(X509Certificate... served) throws PathFailure {
    return new CandidatePaths(
        CountingCertificate.all(List.of(served), signatureChecks),
        TrustRoots.of(root.certificate()));
  }

  private static VerifiedPath verified(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    return ((PathOutcome.Verified) outcome).path();
  }

  private static Reason broken(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Broken.class);
    return ((PathOutcome.Broken) outcome).finding().reason();
  }

  /** {@code top}, and below it so many authorities of its name, each with its own key. */
  private static TestCa sameNamed(TestCa top, int authorities) {
    TestCa issuer = top;
    for (int i = 0; i < authorities; i++) {
      issuer = issuer.intermediate("Same");
    }
    return issuer;
  }

  /** Each authority might have been signed by any of five roots, and by each other authority. */
  @Test
  void searchEndsAfterFortySignatureChecks() {
    List<TestCa> roots = IntStream.range(0, 5).mapToObj(i -> TestCa.create("Same")).toList();
    List<X509Certificate> endless = sameNamed(TestCa.create("Nobody"), 9).server(HOST).chain();
    List<X509Certificate> reachable = sameNamed(roots.get(4), 3).server(HOST).chain();

    assertThat(endless).hasSize(10);
    assertThat(broken(build(roots, endless))).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(MAX_SIGNATURES);
    assertThat(verified(build(roots, reachable)).certificates()).hasSize(5);
  }

  /** The authority above is reached in two ways, and only an impostor has the root's name. */
  @Test
  void keyThatDoesNotFitIsTriedOnce() throws PathFailure {
    TestCa above = TestCa.create("Root").intermediate("Above");
    TestCa issuer = above.intermediate("Issuer");

    CandidatePaths search =
        search(
            issuer.server(HOST).certificate(),
            issuer.certificate(),
            issuer.crossSigned(above),
            above.certificate());

    assertThat(search.find()).isEmpty();
    assertThat(search.deadEnd().reason()).isEqualTo(Reason.PATH_SIGNATURE_INVALID);
    assertThat(signatureChecks).as("server, twice its issuer, the authority above").hasValue(4);
  }

  @Test
  void noOtherKeyIsTriedOnceTheSignerIsKnown() throws PathFailure {
    X509Certificate server = root.server(HOST).certificate();

    assertThat(search(server, TestCa.create("Root").certificate()).find())
        .containsExactly(List.of(server, root.certificate()));
    assertThat(signatureChecks).hasValue(1);
  }

  /** A check by a DSA key may take minutes: it isn't even tried for what a trusted root signed. */
  @Test
  void weakKeyUnderATrustedRootLeadsToNoCandidate() throws Exception {
    TestCa weak = HostileCertificate.authority(root, "Weak").publicKey(dsaKey()).issuing();
    X509Certificate server =
        HostileCertificate.server(weak, HOST)
            .madeUpSignature(
                new AlgorithmIdentifier(NISTObjectIdentifiers.dsa_with_sha256), new byte[64])
            .identity()
            .certificate();

    CandidatePaths search = search(server, weak.certificate());

    assertThat(search.find()).isEmpty();
    assertThat(search.deadEnd().reason()).isEqualTo(Reason.PATH_KEY_WEAK);
    assertThat(signatureChecks).hasValue(0);
  }

  private static SubjectPublicKeyInfo dsaKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(2_048);
    return SubjectPublicKeyInfo.getInstance(generator.generateKeyPair().getPublic().getEncoded());
  }

  /** The longer way is found first: the order is that of the bytes, and so of their length. */
  @Test
  void shortestPathIsTaken() throws GeneralSecurityException {
    TestCa longNamed = TestCa.create("A root with a name much longer than that of its authority");
    TestCa between = longNamed.intermediate("B");
    TestCa issuer = longNamed.intermediate("Issuer");
    X509Certificate direct = issuer.certificate();
    X509Certificate roundabout = issuer.crossSigned(between);
    X509Certificate server = issuer.server(HOST).certificate();

    assertThat(Arrays.compareUnsigned(roundabout.getEncoded(), direct.getEncoded())).isNegative();
    assertThat(path(longNamed, server, roundabout, between.certificate()))
        .containsExactly(server, roundabout, between.certificate(), longNamed.certificate());
    assertThat(path(longNamed, server, roundabout, between.certificate(), direct))
        .containsExactly(server, direct, longNamed.certificate());
  }

  private Stream<X509Certificate> path(TestCa trusted, X509Certificate... served) {
    return verified(build(List.of(trusted), List.of(served))).certificates().stream();
  }
}
