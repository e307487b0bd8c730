package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.OddCertificate;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule at its edge: what just holds, and what just doesn't. */
class PathRulesTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final TestCa ROOT = TestCa.create("Root");
  private static final TestCa RSA_ROOT =
      ROOT.odd().authority("RSA Issuer", -1).key("RSA", 2048).issuing();

  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4.5");
  private static final ASN1ObjectIdentifier POLICY = UNKNOWN;

  private static PathOutcome build(TestCa root, List<X509Certificate> served) {
    return PathBuilder.to(TrustRoots.of(root.certificate())).build(PEER, served, "UNKNOWN", NOW);
  }

  private static Finding.Violated broken(TestCa root, List<X509Certificate> served) {
    return broken(build(root, served));
  }

  private static Finding.Violated broken(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Broken.class);
    return ((PathOutcome.Broken) outcome).finding();
  }

  private static void assertVerified(TestCa root, List<X509Certificate> served) {
    PathOutcome outcome = build(root, served);
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
  }

  /** A certificate, and what comes of it: null if it holds. */
  private record Edge(String name, Reason reason, Function<TestCa, TestCa.Identity> identity) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Edge holds(String name, Function<TestCa, TestCa.Identity> identity) {
    return new Edge(name, null, identity);
  }

  private static Edge fails(
      String name, Reason reason, Function<TestCa, TestCa.Identity> identity) {
    return new Edge(name, reason, identity);
  }

  private static Edge odd(
      String name, Reason reason, Function<OddCertificate, OddCertificate> make) {
    return new Edge(name, reason, ca -> make.apply(ca.odd(HOST)).identity());
  }

  private static Edge nothingIn(String name, ASN1ObjectIdentifier oid) {
    return fails(
        name + " that is well-formed and none",
        Reason.PATH_MALFORMED,
        ca -> {
          HostileCertificate bare = HostileCertificate.authority(ca, "Nothing In It");
          return bare.extension(oid, false, DERNull.INSTANCE).issuing().server(HOST);
        });
  }

  private static Edge key(String name, Reason reason, PublicKey key) {
    return new Edge(
        name,
        reason,
        ca ->
            HostileCertificate.server(ca, HOST)
                .publicKey(SubjectPublicKeyInfo.getInstance(key.getEncoded()))
                .identity());
  }

  private static PublicKey rsa(int exponentBits) throws GeneralSecurityException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(3_071).setBit(0);
    BigInteger exponent = BigInteger.ONE.shiftLeft(exponentBits - 1).setBit(0);
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static PublicKey generated(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
  }

  private static PublicKey curve(String name) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(name));
    return generator.generateKeyPair().getPublic();
  }

  static List<Edge> edges() throws GeneralSecurityException {
    return List.of(
        nothingIn("a key usage", Extension.keyUsage),
        nothingIn("alternative names", Extension.subjectAlternativeName),
        nothingIn("purposes", Extension.extendedKeyUsage),
        nothingIn("name constraints", Extension.nameConstraints),
        odd("an RSA key of 8,192 bits", null, odd -> odd.hugeKey(8_192)),
        odd("an RSA key of 8,193 bits", Reason.PATH_TOO_LONG, odd -> odd.hugeKey(8_193)),
        odd("an RSA key of 2,048 bits", null, odd -> odd.hugeKey(2_048)),
        odd("an RSA key of 2,047 bits", Reason.PATH_KEY_WEAK, odd -> odd.hugeKey(2_047)),
        key("an exponent of 256 bits", null, rsa(256)),
        key("an exponent of 257 bits", Reason.PATH_TOO_LONG, rsa(257)),
        key("an EC key of 224 bits", Reason.PATH_KEY_WEAK, curve("secp224r1")),
        key("an Ed25519 key", null, generated("Ed25519")),
        key("an X25519 key, which signs nothing", Reason.PATH_KEY_WEAK, generated("X25519")),
        odd(
            "any purpose of a server's",
            Reason.PATH_PURPOSE_NOT_SERVER,
            odd -> odd.purposes(KeyPurposeId.anyExtendedKeyUsage)),
        odd("no purposes at all", null, OddCertificate::purposes),
        odd("a key for signatures", null, odd -> odd.keyUsage(KeyUsage.digitalSignature)),
        odd("a key for anything", null, odd -> odd.keyUsage(0)),
        odd(
            "a key for data",
            Reason.PATH_PURPOSE_NOT_SERVER,
            odd -> odd.keyUsage(KeyUsage.dataEncipherment)),
        holds(
            "any purpose of an issuer's",
            ca ->
                ca.odd()
                    .authority("Any", -1)
                    .purposes(KeyPurposeId.anyExtendedKeyUsage)
                    .issuing()
                    .server(HOST)),
        fails(
            "mail only, of an issuer's",
            Reason.PATH_PURPOSE_NOT_SERVER,
            ca ->
                ca.odd()
                    .authority("Mail", -1)
                    .purposes(KeyPurposeId.id_kp_emailProtection)
                    .issuing()
                    .server(HOST)));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void ruleHoldsAtItsBoundary(Edge edge) {
    List<X509Certificate> served = edge.identity().apply(ROOT).chain();

    if (edge.reason() == null) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(edge.reason());
    }
  }

  /** RFC 5246 §7.4.2, RFC 8422 §5.3; what is unknown is TLS 1.3, in which the server signs. */
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 0",
    "GENERIC, 0",
    "'', 0",
    "ECDHE_ECDSA, 0",
    "ECDHE_RSA, 0",
    "DHE_RSA, 0",
    "RSA, 2",
    "ECDH_ECDSA, 4",
    "DH_RSA, 4",
  })
  void keyMayDoWhatTheHandshakeDoesWithIt(String keyExchange, int bit) {
    int[] usages = {
      KeyUsage.digitalSignature, KeyUsage.nonRepudiation, KeyUsage.keyEncipherment,
      KeyUsage.dataEncipherment, KeyUsage.keyAgreement, KeyUsage.keyCertSign
    };
    for (int i = 0; i < usages.length; i++) {
      List<X509Certificate> served = ROOT.odd(HOST).keyUsage(usages[i]).identity().chain();
      PathOutcome outcome =
          PathBuilder.to(TrustRoots.of(ROOT.certificate())).build(PEER, served, keyExchange, NOW);

      assertThat(outcome instanceof PathOutcome.Verified).as("bit %d", i).isEqualTo(i == bit);
    }
  }

  @Test
  void keyThatMayNotSignIsNamedWithTheBitItNeeds() {
    Finding.Violated finding =
        broken(ROOT, ROOT.odd(HOST).keyUsage(KeyUsage.keyEncipherment).identity().chain());

    assertThat(finding.reason()).isEqualTo(Reason.PATH_PURPOSE_NOT_SERVER);
    assertThat(finding.seen()).isEqualTo("'CN=odd server' with a key that may not sign handshakes");
    assertThat(finding.wanted()).isEqualTo("a key usage with digitalSignature");
  }

  /** RFC 4055 §3.1: the hash of RSASSA-PSS is among its parameters. */
  @ParameterizedTest
  @CsvSource({
    "SHA1withRSAandMGF1, PATH_HASH_WEAK",
    "SHA224withRSAandMGF1, PATH_HASH_WEAK",
    "SHA256withRSAandMGF1,",
    "SHA512withRSAandMGF1,",
  })
  void hashOfPssIsChecked(String algorithm, Reason reason) {
    List<X509Certificate> served = RSA_ROOT.odd(HOST).signedWith(algorithm).identity().chain();

    if (reason == null) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(reason);
    }
  }

  /** An authority may write parameters that the runtime reads otherwise, or not at all. */
  @Test
  void parametersOfPssAreWholeOrWeak() throws IOException {
    String pss = PKCSObjectIdentifiers.id_RSASSA_PSS.getId();
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);

    assertThat(KeyAndHashStrength.hashesWell(pss, pss(sha256, sha256))).isTrue();
    assertThat(KeyAndHashStrength.hashesWell(pss, pss(sha1, sha256))).isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, pss(sha256, sha1))).isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, pss(sha256, null)))
        .as("a mask of what?")
        .isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, null)).as("SHA-1 by default").isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, new byte[] {0x30, 0x00}))
        .as("likewise")
        .isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, new byte[] {0x05, 0x00}))
        .as("no sequence")
        .isFalse();
    assertThat(KeyAndHashStrength.hashesWell(pss, new byte[] {1, 2, 3})).as("no DER").isFalse();
    assertThat(KeyAndHashStrength.hashesWell("1.2.840.113549.1.1.11", null)).as("no PSS").isTrue();
  }

  private static byte[] pss(AlgorithmIdentifier hash, AlgorithmIdentifier masks)
      throws IOException {
    AlgorithmIdentifier mask =
        masks == null
            ? new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1)
            : new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, masks);
    return new RSASSAPSSparams(hash, mask, new ASN1Integer(32), new ASN1Integer(1)).getEncoded();
  }

  // How deep, how many.

  /** As many as may be served, and a root that isn't. */
  @ParameterizedTest
  @CsvSource({"6, true", "9, true", "10, false"})
  void pathHasElevenCertificatesAtMost(int issuers, boolean holds) {
    TestCa issuer = ROOT;
    for (int i = 0; i < issuers; i++) {
      issuer = issuer.intermediate("Level " + i);
    }
    List<X509Certificate> served = issuer.server(HOST).chain();

    if (holds) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    }
  }

  @Test
  void tenCertificatesMayBeServed() {
    List<X509Certificate> served = new ArrayList<>(ROOT.server(HOST).chain());
    while (served.size() < 10) {
      served.add(ROOT.certificate());
    }
    assertVerified(ROOT, served);

    served.add(ROOT.certificate());
    assertThat(broken(ROOT, served).reason()).isEqualTo(Reason.PATH_TOO_LONG);
  }

  // Of several failures the most telling one.

  @Test
  void mostImportantReasonOfOnePathIsReported() {
    List<X509Certificate> served =
        ROOT.odd("elsewhere.test")
            .purposes(KeyPurposeId.id_kp_emailProtection)
            .signedWith("SHA1withECDSA")
            .to(Instant.parse("2020-01-01T00:00:00Z"))
            .identity()
            .chain();

    assertThat(broken(ROOT, served).reason()).isEqualTo(Reason.PATH_EXPIRED);
  }

  /** The path by the longer name is checked last: its certificate is longer. */
  @ParameterizedTest
  @CsvSource({
    "R, A root with such a long name that this certificate is longer",
    "A root with such a long name that this certificate is longer, R",
  })
  void mostImportantReasonOfSeveralPathsIsReported(String expiredBy, String constrainedBy) {
    TestCa issuer = ROOT.intermediate("Crossed");
    TestCa one = TestCa.create(expiredBy);
    TestCa other = TestCa.create(constrainedBy);
    X509Certificate expired =
        one.odd()
            .authority("Crossed", -1)
            .keyOf(issuer.keys())
            .to(NOW.minusSeconds(1))
            .issuing()
            .certificate();
    X509Certificate constrained =
        other
            .odd()
            .authority("Crossed", -1)
            .keyOf(issuer.keys())
            .onlyFor("elsewhere.test")
            .issuing()
            .certificate();
    X509Certificate leaf = issuer.server(HOST).certificate();
    PathBuilder builder = PathBuilder.to(TrustRoots.of(one.certificate(), other.certificate()));

    for (List<X509Certificate> served :
        List.of(List.of(leaf, expired, constrained), List.of(leaf, constrained, expired))) {
      assertThat(broken(builder.build(PEER, served, "UNKNOWN", NOW)).reason())
          .isEqualTo(Reason.PATH_EXPIRED);
    }
    assertThat(broken(other, List.of(leaf, constrained)).reason())
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  @Test
  void wrongSignatureIsReportedBeforeAnUnknownIssuer() {
    TestCa impostor = TestCa.create("Root");
    List<X509Certificate> served =
        List.of(impostor.server(HOST).certificate(), impostor.certificate());

    assertThat(broken(ROOT, served).reason()).isEqualTo(Reason.PATH_SIGNATURE_INVALID);
    assertThat(broken(ROOT, served).seen())
        .isEqualTo("'CN=loopback server' with a signature that isn't 'CN=Root''s");
  }

  // Names and the constraints on them.

  @Test
  void onlyNamesAndAddressesAreShown() {
    GeneralName mail = new GeneralName(GeneralName.rfc822Name, "root@example.test");
    GeneralName host = new GeneralName(GeneralName.dNSName, "elsewhere.test");
    HostileCertificate mailOnly = HostileCertificate.bare(ROOT).names(new GeneralNames(mail));
    HostileCertificate both =
        HostileCertificate.bare(ROOT).names(new GeneralNames(new GeneralName[] {mail, host}));

    assertThat(broken(ROOT, mailOnly.identity().chain()).seen())
        .isEqualTo("a certificate for no name or address");
    assertThat(broken(ROOT, both.identity().chain()).seen())
        .isEqualTo("a certificate for elsewhere.test");
  }

  @Test
  void fiveNamesAreShownWhole() {
    TestCa.Identity five = ROOT.server("a.test", "b.test", "c.test", "d.test", "e.test");

    assertThat(broken(ROOT, five.chain()).seen())
        .isEqualTo("a certificate for a.test, b.test, c.test, d.test, e.test");
  }

  /** The wanted host is within them; another name of the certificate's isn't. */
  @Test
  void rootsConstraintsApplyToEveryNameOfEveryCertificate() {
    TestCa narrow =
        ROOT.odd()
            .authority("Narrow", -1)
            .onlyFor(new String[] {"example.test"}, new String[] {"not.example.test"})
            .issuing();

    assertVerified(narrow, narrow.server(HOST, "other.example.test").chain());
    assertVerified(narrow, narrow.intermediate("Below").server(HOST).chain());
    assertThat(broken(narrow, narrow.server(HOST, "api.plain.test").chain()).reason())
        .as("outside what is permitted")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
    assertThat(broken(narrow, narrow.server(HOST, "not.example.test").chain()).reason())
        .as("within what is excluded")
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  @Test
  void peersAreEqualIfTheirNamesOrAddressesAre() throws UnknownHostException {
    PeerName address = PeerName.of(InetAddress.getByName("192.0.2.1"));

    assertThat(PEER).isEqualTo(PeerName.of(HostName.parse(HOST))).isNotEqualTo(address);
    assertThat(PEER).hasSameHashCodeAs(PeerName.of(HostName.parse(HOST)));
    assertThat(PEER).isNotEqualTo(PeerName.of(HostName.parse("other.example.test")));
    assertThat(address).isEqualTo(PeerName.of(InetAddress.getByName("192.0.2.1")));
    assertThat(address).hasSameHashCodeAs(PeerName.of(InetAddress.getByName("192.0.2.1")));
    assertThat(address).isNotEqualTo(PeerName.of(InetAddress.getByName("192.0.2.2")));
    assertThat(address.hashCode()).isNotEqualTo(PEER.hashCode());
  }

  // Work that is refused.

  @ParameterizedTest
  @CsvSource({"512, true", "513, false"})
  void limitOnPoliciesIsExact(int policies, boolean holds) {
    TestCa issuer =
        HostileCertificate.authority(ROOT, "Policies")
            .extension(Extension.certificatePolicies, false, policies(policies))
            .issuing();

    assertWork(issuer, holds);
  }

  @ParameterizedTest
  @CsvSource({"64, true", "65, false"})
  void limitOnMappingsIsExact(int mappings, boolean holds) {
    TestCa issuer =
        HostileCertificate.authority(ROOT, "Mappings")
            .extension(Extension.policyMappings, false, mappings(mappings))
            .issuing();

    assertWork(issuer, holds);
  }

  @Test
  void policiesThatCantBeReadAreNotCountedAsNone() {
    TestCa issuer =
        HostileCertificate.authority(ROOT, "Policies")
            .extension(Extension.certificatePolicies, false, new byte[1_000])
            .issuing();

    assertWork(issuer, false);
  }

  private static void assertWork(TestCa issuer, boolean holds) {
    List<X509Certificate> served = issuer.server(HOST).chain();
    if (holds) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(Reason.PATH_TOO_LONG);
    }
  }

  private static ASN1Encodable policies(int count) {
    return new DERSequence(
        IntStream.range(0, count)
            .mapToObj(i -> new PolicyInformation(POLICY.branch(Integer.toString(i))))
            .toArray(ASN1Encodable[]::new));
  }

  private static ASN1Encodable mappings(int count) {
    return new DERSequence(
        IntStream.range(0, count)
            .mapToObj(i -> POLICY.branch(Integer.toString(i)))
            .map(policy -> new DERSequence(new ASN1Encodable[] {policy, policy}))
            .toArray(ASN1Encodable[]::new));
  }

  // Evidence.

  @ParameterizedTest
  @CsvSource({
    "86400, expired since 2026-05-31T12:00:00Z, '1 day ago'",
    "172800, expired since 2026-05-30T12:00:00Z, '2 days ago'",
    "3600, expired since 2026-06-01T11:00:00Z, '0 days ago'",
  })
  void expiryShowsTheDays(long seconds, String since, String ago) {
    TestCa.Identity server = ROOT.odd(HOST).to(NOW.minusSeconds(seconds)).identity();

    assertThat(broken(ROOT, server.chain()).seen())
        .isEqualTo("'CN=odd server' " + since + ", " + ago);
  }

  @Test
  void certificateIsValidInItsFirstAndLastSecond() {
    assertVerified(ROOT, ROOT.odd(HOST).from(NOW).identity().chain());
    assertVerified(ROOT, ROOT.odd(HOST).to(NOW).identity().chain());
    assertThat(broken(ROOT, ROOT.odd(HOST).from(NOW.plusSeconds(1)).identity().chain()).seen())
        .isEqualTo("'CN=odd server' valid from 2026-06-01T12:00:01Z on, in 0 days");
  }

  @Test
  void weakKeyIsShownWithItsSize() throws GeneralSecurityException {
    assertThat(broken(ROOT, ROOT.odd(HOST).hugeKey(1_024).identity().chain()).seen())
        .isEqualTo("'CN=odd server' with a key of RSA 1024 bits");
    assertThat(
            broken(ROOT, key("", null, generated("X25519")).identity().apply(ROOT).chain()).seen())
        .isEqualTo("'CN=hostile server' with a key of XDH");
  }

  @Test
  void textIsShownToAHundredCharacters() {
    String hundred = "x".repeat(100);

    assertThat(ShownText.of(hundred)).isEqualTo(hundred);
    assertThat(ShownText.of(hundred + "y")).isEqualTo(hundred + "…");
    assertThat(ShownText.of(new X500Principal(""))).isEqualTo("an empty name");
    assertThat(ShownText.of(" ~\u007f\u001f")).isEqualTo(" ~??");
  }

  @Test
  void certificateWithoutASubjectIsShownByItsNumber() {
    HostileCertificate nameless =
        HostileCertificate.bare(ROOT)
            .extension(
                Extension.subjectAlternativeName,
                true,
                new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)))
            .serial(BigInteger.valueOf(0xbeef))
            .subject(new X500Name(new RDN[0]))
            .extension(UNKNOWN, true, DERNull.INSTANCE);

    assertThat(broken(ROOT, nameless.identity().chain()).seen())
        .isEqualTo("certificate beef: has a critical extension that isn't known");
  }
}
