package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.CertificateMaze;
import dev.trustconnect.testing.CountingCertificate;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.OddBytes;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.DSAPublicKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains made to burn time, and certificates made to be read in two ways, by authorities that play
 * along. The time limit is a net for what never ends; work is counted.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePathsTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final int MAX_SEARCHED = 40;
  private static final int MAX_CANDIDATES = 256;

  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4.5");
  private static final byte[] GARBLED = {0x30, 0x02, 0x05};

  private final TestCa root = TestCa.create("Root");
  private final TestCa nobody = TestCa.create("Nobody");
  private final AtomicInteger signatureChecks = new AtomicInteger();

  private PathOutcome build(TestCa trusted, PeerName peer, List<X509Certificate> served) {
    return PathBuilder.to(TrustRoots.of(trusted.certificate()))
        .build(peer, CountingCertificate.all(served, signatureChecks), "UNKNOWN", NOW);
  }

  private VerifiedPath verified(List<X509Certificate> served) {
    PathOutcome outcome = build(root, PEER, served);
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    return ((PathOutcome.Verified) outcome).path();
  }

  private Finding.Violated broken(List<X509Certificate> served) {
    return broken(build(root, PEER, served));
  }

  private static Finding.Violated broken(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Broken.class);
    return ((PathOutcome.Broken) outcome).finding();
  }

  // Chains and mazes.

  @Test
  void chainOfAHundredIsRefusedBeforeAnySignatureIsChecked() {
    List<X509Certificate> chain = CertificateMaze.line(root, 99, HOST).chain();

    assertThat(chain).hasSize(100);
    assertThat(broken(chain).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(verified(CertificateMaze.line(root, 6, HOST).chain()).certificates()).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"3, true", "3, false", "8, true", "8, false"})
  void mazeOfTenLevelsIsNotSearched(int width, boolean hasExit) {
    TestCa.Identity maze = CertificateMaze.of(hasExit ? root : nobody, 10, width, HOST);

    assertThat(broken(maze.chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
  }

  /** As many certificates as may be served: the search goes in, and comes out again. */
  @Test
  void smallMazeYieldsAPathOrIsRefused() {
    TestCa.Identity withExit = CertificateMaze.of(root, 3, 2, HOST);
    assertThat(withExit.chain()).hasSize(10);

    assertThat(verified(withExit.chain()).root()).isEqualTo(root.certificate());
    assertThat(signatureChecks.getAndSet(0)).isBetween(4, MAX_SEARCHED);
    assertThat(broken(CertificateMaze.of(nobody, 3, 2, HOST).chain()).reason())
        .isEqualTo(Reason.PATH_SIGNATURE_INVALID); // of the dead ends the most telling
    assertThat(signatureChecks.get()).isBetween(4, MAX_SEARCHED);
  }

  @Test
  void mazeOfOneNameYieldsAPathOrIsRefused() {
    TestCa.Identity withExit = CertificateMaze.ofOneName(root, 3, HOST);

    assertThat(verified(withExit.chain()).root()).isEqualTo(root.certificate());
    assertThat(signatureChecks.getAndSet(0)).isBetween(3, MAX_SEARCHED);
    assertThat(broken(CertificateMaze.ofOneName(nobody, 3, HOST).chain()).reason())
        .isEqualTo(Reason.PATH_SIGNATURE_INVALID);
    assertThat(signatureChecks.get()).isBetween(3, MAX_SEARCHED);
  }

  /** Ten authorities of one name, in a row: most keys that are tried don't fit. */
  @Test
  void signatureChecksAreBounded() {
    TestCa issuer = nobody;
    for (int i = 0; i < 9; i++) {
      issuer = issuer.intermediate("Same");
    }

    assertThat(broken(issuer.server(HOST).chain()).reason())
        .isIn(Reason.PATH_TOO_LONG, Reason.PATH_SIGNATURE_INVALID);
    assertThat(signatureChecks.get()).isLessThanOrEqualTo(MAX_SEARCHED);
  }

  /** Certificates of one key could be walked in any order, each walk a valid chain. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void certificatesWithOneKeyAddNoPaths(boolean exitFirst) {
    TestCa exit = root.intermediate("A").intermediate("B").intermediate("C").intermediate("D");

    assertThat(verified(CertificateMaze.ofOneKey(exit, 4, exitFirst, HOST).chain()).certificates())
        .hasSize(7);
    assertThat(signatureChecks.getAndSet(0)).isLessThanOrEqualTo(2 * 10);
    assertThat(broken(CertificateMaze.ofOneKey(nobody, 8, exitFirst, HOST).chain()).reason())
        .isEqualTo(Reason.PATH_ISSUER_UNKNOWN);
    assertThat(signatureChecks.get()).isLessThanOrEqualTo(10);
  }

  @Test
  void candidatesAreBoundedToo() throws PathFailure {
    List<X509Certificate> served = CertificateMaze.ofOneKey(root, 8, true, HOST).chain();
    List<X509Certificate> roots =
        IntStream.range(0, MAX_CANDIDATES + 1)
            .mapToObj(i -> root.crossSigned(root)) // one name, one key: each is an end
            .toList();

    assertThat(new CandidatePaths(served, TrustRoots.of(roots)).find()).hasSize(MAX_CANDIDATES);
  }

  // Anyone can make such keys: no authority has to help.

  /** A server with a made-up signature, below an authority with a made-up key. */
  private List<X509Certificate> madeUp(
      PublicKey key, ASN1ObjectIdentifier algorithm, byte[] signature) {
    TestCa issuer =
        HostileCertificate.authority(nobody, "Made Up")
            .publicKey(SubjectPublicKeyInfo.getInstance(key.getEncoded()))
            .issuing();
    return HostileCertificate.server(issuer, HOST)
        .madeUpSignature(new AlgorithmIdentifier(algorithm), signature)
        .identity()
        .chain();
  }

  private static BigInteger odd(int bits) {
    return new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
  }

  /** A check by a DSA key takes as long as its maker likes, or ends in an ArithmeticException. */
  @Test
  void keyOfDsaIsWeakAndNotTried() throws GeneralSecurityException {
    BigInteger three = BigInteger.valueOf(3);
    BigInteger order = odd(250).multiply(three); // of which 3 has no inverse
    PublicKey dsa =
        KeyFactory.getInstance("DSA")
            .generatePublic(new DSAPublicKeySpec(odd(19_998), odd(20_000), order, odd(19_999)));
    byte[] signature =
        encoded(
            new DERSequence(new ASN1Encodable[] {new ASN1Integer(three), new ASN1Integer(three)}));

    assertThat(broken(madeUp(dsa, NISTObjectIdentifiers.dsa_with_sha256, signature)).reason())
        .isEqualTo(Reason.PATH_KEY_WEAK);
    assertThat(signatureChecks).hasValue(0);
  }

  @Test
  void longExponentOfRsaIsRefusedBeforeItIsUsed() throws GeneralSecurityException {
    ASN1ObjectIdentifier algorithm = PKCSObjectIdentifiers.sha256WithRSAEncryption;
    byte[] signature = new byte[384];

    assertThat(broken(madeUp(rsaKey(odd(3_000)), algorithm, signature)).reason())
        .isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(broken(madeUp(rsaKey(RSAKeyGenParameterSpec.F4), algorithm, signature)).reason())
        .isEqualTo(Reason.PATH_SIGNATURE_INVALID);
    assertThat(signatureChecks).hasValue(1);
  }

  private static PublicKey rsaKey(BigInteger exponent) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(odd(3_072), exponent));
  }

  /** The healthy twin: the same names, and beside the made-up key one that has signed. */
  @Test
  void forgedIssuerBesideTheRealOneIsIgnored() throws GeneralSecurityException {
    TestCa issuer = root.intermediate("Made Up");
    List<X509Certificate> served = new ArrayList<>(issuer.server(HOST).chain());
    served.addAll(
        madeUp(
            rsaKey(RSAKeyGenParameterSpec.F4),
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            new byte[384]));

    assertThat(verified(served).certificates()).hasSize(3);
  }

  // Names and constraints by the thousand.

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
  }

  /** So many short names, the last one {@code last}. */
  private static GeneralNames names(int count, String last) {
    return new GeneralNames(
        IntStream.range(0, count)
            .mapToObj(i -> dns(i == count - 1 ? last : Integer.toString(i, 36)))
            .toArray(GeneralName[]::new));
  }

  private static GeneralSubtree[] subtrees(int count, String last, String suffix) {
    return IntStream.range(0, count)
        .mapToObj(i -> dns(i == count - 1 ? last : Integer.toString(i, 36) + suffix))
        .map(GeneralSubtree::new)
        .toArray(GeneralSubtree[]::new);
  }

  private static TestCa permitting(TestCa issuer, GeneralSubtree... permitted) {
    return HostileCertificate.authority(issuer, "Permitting")
        .extension(Extension.nameConstraints, true, new NameConstraints(permitted, null))
        .issuing();
  }

  private static TestCa excluding(TestCa issuer, GeneralSubtree... excluded) {
    return HostileCertificate.authority(issuer, "Excluding")
        .extension(Extension.nameConstraints, true, new NameConstraints(null, excluded))
        .issuing();
  }

  @Test
  void nameAmongTenThousandIsFoundAndNoneIsAMismatch() {
    HostileCertificate matching = HostileCertificate.bare(root).names(names(10_000, HOST));
    HostileCertificate other = HostileCertificate.bare(root).names(names(10_000, "x.test"));

    assertThat(verified(matching.identity().chain()).matchedName()).isEqualTo(HOST);
    Finding.Violated finding = broken(other.identity().chain());
    assertThat(finding.reason()).isEqualTo(Reason.PATH_NAME_MISMATCH);
    assertThat(finding.seen()).isEqualTo("a certificate for 0, 1, 2, 3, 4 and 9995 more");
  }

  @Test
  void moreNamesThanFitAreRefusedUnread() {
    HostileCertificate huge = HostileCertificate.bare(root).names(names(40_000, HOST));

    assertThat(broken(huge.identity().chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
  }

  /**
   * The runtime's validator takes the intersection of two authorities' permitted subtrees in cubic
   * time: a second for five hundred, minutes for what fits into one handshake.
   */
  @Test
  void permittedSubtreesOfTwoAuthoritiesAreBounded() {
    IntFunction<TestCa.Identity> server =
        count ->
            permitting(
                    permitting(root, subtrees(count, "test", ".a")), subtrees(count, "test", ".b"))
                .server(HOST);

    assertThat(broken(server.apply(1_500).chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(verified(server.apply(50).chain()).matchedName()).isEqualTo(HOST);
  }

  @Test
  void excludedSubtreesTimesNamesAreBounded() {
    IntFunction<TestCa.Identity> server =
        count ->
            HostileCertificate.bare(excluding(root, subtrees(count, "x.a", ".a")))
                .names(names(count, HOST))
                .identity();

    assertThat(broken(server.apply(4_000).chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(verified(server.apply(200).chain()).matchedName()).isEqualTo(HOST);
  }

  /** A root that was given may have many subtrees; whom it signs decides on the names. */
  @ParameterizedTest
  @CsvSource({"512, 255, true", "512, 256, false", "512, 5000, false"})
  void subtreesOfTheRootTimesNamesAreBounded(int subtrees, int names, boolean holds) {
    TestCa given = excluding(root, subtrees(subtrees, "x.a", ".a"));
    TestCa.Identity server = HostileCertificate.bare(given).names(names(names, HOST)).identity();

    PathOutcome outcome = build(given, PEER, server.chain().subList(0, 1));

    if (holds) {
      assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    } else {
      assertThat(broken(outcome).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    }
    assertThat(signatureChecks)
        .as("once more by the validator, if it runs")
        .hasValue(holds ? 2 : 1);
  }

  /** Each of several ways may be a large one; all of them together take no longer than four. */
  @Test
  void workOfAllCandidatesIsBounded() throws PathFailure {
    TestCa given = excluding(root, subtrees(500, "x.a", ".a"));
    TestCa.Identity server = HostileCertificate.bare(given).names(names(250, HOST)).identity();
    List<X509Certificate> path = List.of(server.certificate(), given.certificate());
    PkixWorkLimit work = new PkixWorkLimit(new ChainExtensions());

    for (int i = 0; i < 4; i++) {
      work.charge(path);
    }
    assertThatThrownBy(() -> work.charge(path)).isInstanceOf(PathFailure.class);
  }

  /** An authority may have many names, or serve many: it is both that takes time. */
  @Test
  void manySubtreesAloneAreTaken() {
    TestCa.Identity server = permitting(root, subtrees(300, "test", ".a")).server(HOST);

    assertThat(verified(server.chain()).matchedName()).isEqualTo(HOST);
  }

  @Test
  void constraintsThatCantBeReadAreNotCountedAsNone() {
    byte[] endless = OddBytes.trailing(encoded(new NameConstraints(null, subtrees(9, "x", ""))));
    TestCa issuer =
        HostileCertificate.authority(root, "Garbled")
            .extension(Extension.nameConstraints, false, Arrays.copyOf(endless, 40_000))
            .issuing();

    assertThat(broken(issuer.server(HOST).chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
  }

  /** Mappings of each policy to each, level upon level, make a tree that no validator ends. */
  @Test
  void mappingsOfPoliciesAreBounded() {
    IntFunction<TestCa.Identity> server =
        policies -> {
          TestCa issuer = root;
          for (int level = 0; level < 5; level++) {
            issuer =
                HostileCertificate.authority(issuer, "Level " + level)
                    .extension(Extension.certificatePolicies, false, policies(policies))
                    .extension(Extension.policyMappings, false, eachToEach(policies))
                    .issuing();
          }
          return issuer.server(HOST);
        };

    assertThat(broken(server.apply(12).chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(verified(server.apply(3).chain()).certificates()).hasSize(7);
  }

  @Test
  void policiesAreBounded() {
    IntFunction<TestCa.Identity> server =
        policies ->
            HostileCertificate.authority(root, "Policies")
                .extension(Extension.certificatePolicies, false, policies(policies))
                .issuing()
                .server(HOST);

    assertThat(broken(server.apply(3_000).chain()).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(signatureChecks).hasValue(0);
    assertThat(verified(server.apply(100).chain()).matchedName()).isEqualTo(HOST);
  }

  private static ASN1ObjectIdentifier policy(int i) {
    return UNKNOWN.branch(Integer.toString(i));
  }

  private static ASN1Encodable policies(int count) {
    return new DERSequence(
        IntStream.range(0, count)
            .mapToObj(i -> new PolicyInformation(policy(i)))
            .toArray(ASN1Encodable[]::new));
  }

  private static ASN1Encodable eachToEach(int count) {
    return new DERSequence(
        IntStream.range(0, count * count)
            .mapToObj(i -> new ASN1Encodable[] {policy(i / count), policy(i % count)})
            .map(DERSequence::new)
            .toArray(ASN1Encodable[]::new));
  }

  // Constraints that validators overlook.

  /** The certificate's {@code *.example.test} isn't excluded, but the host it stands for is. */
  @Test
  void wildcardDoesNotReachAHostThatItsAuthorityMayNotIssueFor() {
    TestCa issuer = excluding(root, new GeneralSubtree(dns(HOST)));
    TestCa.Identity server = issuer.server("*.example.test");
    PeerName neighbour = PeerName.of(HostName.parse("other.example.test"));

    assertThat(broken(server.chain()).reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(build(root, neighbour, server.chain())).isInstanceOf(PathOutcome.Verified.class);
    assertThat(broken(build(issuer, PEER, server.chain())).reason())
        .as("with the constraint in the root")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(build(issuer, neighbour, server.chain())).isInstanceOf(PathOutcome.Verified.class);
  }

  /**
   * CA/B Forum BR §7.1.5: an authority that may issue for no host excludes a zero-length dNSName.
   */
  @Test
  void authorityThatExcludesEveryHostIssuesForNone() throws IOException {
    TestCa issuer = excluding(root, new GeneralSubtree(dns("")));
    PeerName address = PeerName.of(InetAddress.getByName("127.0.1.10"));

    assertThat(broken(issuer.server(HOST).chain()).reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(broken(build(issuer, PEER, issuer.server(HOST).chain())).reason())
        .as("with the constraint in the root")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(build(root, address, issuer.server("127.0.1.10").chain()))
        .isInstanceOf(PathOutcome.Verified.class);
  }

  // Certificates that two readers read differently.

  /** Something done to a healthy certificate of the host, and what comes of it. */
  private record Oddity(String name, Reason reason, UnaryOperator<HostileCertificate> harm) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Oddity oddity(String name, Reason reason, UnaryOperator<HostileCertificate> harm) {
    return new Oddity(name, reason, harm);
  }

  /** In place of the usual names. */
  private static Oddity oddNames(String name, Reason reason, byte[] value) {
    return oddity(
        name, reason, bare -> bare.extension(Extension.subjectAlternativeName, false, value));
  }

  private static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] host() {
    return encoded(new GeneralNames(dns(HOST)));
  }

  private static HostileCertificate named(HostileCertificate bare) {
    return bare.extension(Extension.subjectAlternativeName, false, host());
  }

  private static ASN1Encodable commonName(ASN1Encodable value) {
    return new DERSequence(new DERSet(new DERSequence(new ASN1Encodable[] {BCStyle.CN, value})));
  }

  private static SubjectPublicKeyInfo rsa(boolean withParameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      SubjectPublicKeyInfo key =
          SubjectPublicKeyInfo.getInstance(generator.generateKeyPair().getPublic().getEncoded());
      ASN1ObjectIdentifier algorithm = PKCSObjectIdentifiers.rsaEncryption;
      return new SubjectPublicKeyInfo(
          withParameters
              ? new AlgorithmIdentifier(algorithm, DERNull.INSTANCE)
              : new AlgorithmIdentifier(algorithm),
          key.parsePublicKey());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Oddity> refused() {
    return List.of(
        oddity(
            "names twice, the second unreadable",
            Reason.PATH_MALFORMED,
            bare -> named(bare).extension(Extension.subjectAlternativeName, false, GARBLED)),
        oddity(
            "names twice, the first unreadable",
            Reason.PATH_MALFORMED,
            bare -> named(bare.extension(Extension.subjectAlternativeName, false, GARBLED))),
        oddity(
            "purposes twice, one unreadable",
            Reason.PATH_MALFORMED,
            bare -> named(bare).extension(Extension.extendedKeyUsage, false, GARBLED)),
        oddity(
            "basic constraints twice, one unreadable",
            Reason.PATH_MALFORMED,
            bare -> named(bare).extension(Extension.basicConstraints, false, GARBLED)),
        oddity(
            "something unread twice, both unreadable",
            Reason.PATH_MALFORMED,
            bare ->
                named(bare)
                    .extension(Extension.authorityInfoAccess, false, GARBLED)
                    .extension(Extension.authorityInfoAccess, false, GARBLED)),
        oddNames("names and trailing bytes", Reason.PATH_MALFORMED, OddBytes.trailing(host())),
        oddNames("names, BER length", Reason.PATH_MALFORMED, OddBytes.longLength(host())),
        oddNames("names, indefinite length", Reason.PATH_MALFORMED, OddBytes.indefinite(host())),
        oddNames(
            "a name of BER length",
            Reason.PATH_MALFORMED,
            OddBytes.first(host(), OddBytes::longLength)),
        oddNames(
            "a name in a constructed string",
            Reason.PATH_MALFORMED,
            OddBytes.element(0x30, OddBytes.element(0xa2, encoded(new DERIA5String(HOST))))),
        oddNames(
            "a name in a UTF8String",
            Reason.PATH_MALFORMED,
            OddBytes.element(0x30, OddBytes.element(0x0c, ascii(HOST)))),
        oddNames("names, none", Reason.PATH_MALFORMED, OddBytes.element(0x30)),
        oddNames(
            "an address of three bytes beside the name",
            Reason.PATH_MALFORMED,
            OddBytes.element(
                0x30, OddBytes.element(0x87, new byte[3]), OddBytes.element(0x82, ascii(HOST)))),
        oddNames("a NUL in the name", Reason.PATH_NAME_MISMATCH, only(HOST + "\0.evil.test")),
        oddNames("a NUL behind the name", Reason.PATH_NAME_MISMATCH, only(HOST + "\0")),
        oddNames("a NUL before the name", Reason.PATH_NAME_MISMATCH, only("\0" + HOST)),
        oddNames("a blank behind the name", Reason.PATH_NAME_MISMATCH, only(HOST + " ")),
        oddNames(
            "a byte that isn't ASCII",
            Reason.PATH_NAME_MISMATCH,
            OddBytes.element(0x30, OddBytes.element(0x82, eighthBit(HOST)))),
        oddity(
            "the name in a BMPString, in the common name",
            Reason.PATH_NAME_MISMATCH,
            bare -> bare.subject(commonName(new DERBMPString(HOST)))),
        oddity(
            "an unknown critical extension",
            Reason.PATH_CONSTRAINT_BROKEN,
            bare -> named(bare).extension(UNKNOWN, true, DERNull.INSTANCE)),
        oddity(
            "more signed than a certificate holds",
            Reason.PATH_MALFORMED,
            bare -> named(bare).changeSigned(OddBytes::oneMore)),
        oddity(
            "a TRUE that isn't DER's",
            Reason.PATH_MALFORMED,
            bare -> named(bare).changeSigned(OddBytes::faintTrue)),
        oddity(
            "the signed part of indefinite length since it was signed",
            Reason.PATH_MALFORMED,
            bare -> named(bare).changeWhole(whole -> OddBytes.first(whole, OddBytes::indefinite))),
        oddity(
            "the signed part of indefinite length",
            Reason.PATH_SIGNATURE_INVALID, // the runtime checks what it makes of it
            bare -> named(bare).changeSigned(OddBytes::indefinite)),
        oddity(
            "an RSA key without its NULL", // the runtime pins it with one
            Reason.PATH_MALFORMED,
            bare -> named(bare).publicKey(rsa(false))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] eighthBit(String text) {
    byte[] bytes = ascii(text);
    bytes[0] |= (byte) 0x80;
    return bytes;
  }

  private static byte[] only(String name) {
    return encoded(new GeneralNames(dns(name)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void certificateThatCanBeReadInTwoWaysIsRefused(Oddity oddity) throws CertificateException {
    byte[] bytes = oddity.harm().apply(HostileCertificate.bare(root)).bytes();

    assertThat(broken(List.of(HostileCertificate.read(bytes))).reason()).isEqualTo(oddity.reason());
    assertThat(verified(named(HostileCertificate.bare(root)).identity().chain()).matchedName())
        .isEqualTo(HOST);
  }

  /** An issuer is read as closely as the server's own certificate. */
  @Test
  void authorityThatCanBeReadInTwoWaysIsRefused() {
    TestCa twice =
        HostileCertificate.authority(root, "Twice")
            .extension(Extension.basicConstraints, false, GARBLED)
            .issuing();
    TestCa once = HostileCertificate.authority(root, "Once").issuing();

    assertThat(broken(twice.server(HOST).chain()).reason()).isEqualTo(Reason.PATH_MALFORMED);
    assertThat(verified(once.server(HOST).chain()).certificates()).hasSize(3);
  }

  static List<Oddity> unreadable() {
    return List.of(
        oddity("names twice", Reason.PATH_MALFORMED, bare -> named(named(bare))),
        oddity(
            "something unknown twice",
            Reason.PATH_MALFORMED,
            bare ->
                named(bare)
                    .extension(UNKNOWN, false, DERNull.INSTANCE)
                    .extension(UNKNOWN, false, DERNull.INSTANCE)),
        oddity(
            "something behind the signature",
            Reason.PATH_MALFORMED,
            bare -> named(bare).changeWhole(OddBytes::oneMore)),
        oddity(
            "basic constraints that are no sequence",
            Reason.PATH_MALFORMED,
            bare -> named(bare).extension(Extension.basicConstraints, true, GARBLED)));
  }

  /** No certificate comes of these, so that no path begins. */
  @ParameterizedTest
  @MethodSource("unreadable")
  void certificateThatTheRuntimeCantReadIsNone(Oddity oddity) {
    byte[] bytes = oddity.harm().apply(HostileCertificate.bare(root)).bytes();

    assertThatThrownBy(() -> HostileCertificate.read(bytes))
        .isInstanceOf(CertificateException.class);
  }

  static List<Oddity> takenAsSigned() {
    return List.of(
        oddity("healthy", Reason.PROVEN, HostilePathsTest::named),
        oddity(
            "a negative serial number",
            Reason.PROVEN,
            bare -> named(bare).serial(BigInteger.valueOf(-5))),
        oddity("serial number zero", Reason.PROVEN, bare -> named(bare).serial(BigInteger.ZERO)),
        oddity(
            "a serial number of 12,500 bytes",
            Reason.PROVEN,
            bare -> named(bare).serial(BigInteger.ONE.shiftLeft(100_000))),
        oddity(
            "a common name that is a BOOLEAN",
            Reason.PROVEN,
            bare -> named(bare).subject(commonName(ASN1Boolean.TRUE))),
        oddity(
            "a common name in a BMPString",
            Reason.PROVEN,
            bare -> named(bare).subject(commonName(new DERBMPString("evil.test")))),
        oddity("an RSA key with its NULL", Reason.PROVEN, bare -> named(bare).publicKey(rsa(true))),
        oddity(
            "bytes behind the certificate",
            Reason.PROVEN,
            bare -> named(bare).changeWhole(OddBytes::trailing)),
        oddity(
            "a BER length around the certificate",
            Reason.PROVEN,
            bare -> named(bare).changeWhole(OddBytes::longLength)),
        oddity(
            "an indefinite length around the certificate",
            Reason.PROVEN,
            bare -> named(bare).changeWhole(OddBytes::indefinite)));
  }

  /**
   * Odd, but with one reading: what Bouncy Castle finds in the verified bytes is what was matched
   * and pinned. What is wrapped around a certificate is gone when the runtime has read it.
   */
  @ParameterizedTest
  @MethodSource("takenAsSigned")
  void oddCertificateIsNamedAndPinnedByTheBytesThatWereSigned(Oddity oddity) throws Exception {
    HostileCertificate plain = oddity.harm().apply(HostileCertificate.bare(root));
    X509Certificate read = HostileCertificate.read(plain.bytes());

    VerifiedPath path = verified(List.of(read));

    byte[] judged = path.leaf().getEncoded();
    Certificate signed = Certificate.getInstance(judged);
    assertThat(signed.getEncoded("DER")).isEqualTo(judged);
    assertThat(
            GeneralNames.fromExtensions(
                    signed.getTBSCertificate().getExtensions(), Extension.subjectAlternativeName)
                .getNames())
        .containsExactly(dns(path.matchedName()));
    assertThat(SpkiPin.of(path.leaf()).base64())
        .isEqualTo(sha256(signed.getSubjectPublicKeyInfo().getEncoded("DER")));
    assertThat(CertificatePin.of(path.leaf()).base64()).isEqualTo(sha256(judged));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Some ten thousand levels deep: no reader's stack may overflow. */
  @Test
  void valuesInValuesEndTheReadingAndNotTheThread() {
    assertThat(broken(nested(10_000).identity().chain()).reason()).isEqualTo(Reason.PATH_MALFORMED);
    assertThat(verified(nested(10).identity().chain()).matchedName()).isEqualTo(HOST);
  }

  private HostileCertificate nested(int depth) {
    byte[] otherName =
        OddBytes.element(0xa0, encoded(UNKNOWN), OddBytes.element(0xa0, OddBytes.nested(depth)));
    return HostileCertificate.bare(root)
        .extension(
            Extension.subjectAlternativeName,
            false,
            OddBytes.element(0x30, otherName, OddBytes.element(0x82, ascii(HOST))));
  }
}
