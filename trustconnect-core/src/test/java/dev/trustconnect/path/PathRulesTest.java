package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.OddCertificate;
import dev.trustconnect.testing.TestCa;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
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

  private static PathOutcome build(TestCa root, List<X509Certificate> served) {
    return PathBuilder.to(TrustRoots.of(root.certificate())).build(PEER, served, "UNKNOWN", NOW);
  }

  private static Finding.Violated broken(TestCa root, List<X509Certificate> served) {
    PathOutcome outcome = build(root, served);
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
        key("an Ed25519 key", null, generated("Ed25519")),
        key("an X25519 key, which signs nothing", Reason.PATH_KEY_WEAK, generated("X25519")),
        odd(
            "any purpose of a server's",
            Reason.PATH_PURPOSE,
            odd -> odd.purposes(KeyPurposeId.anyExtendedKeyUsage)),
        odd("no purposes at all", null, OddCertificate::purposes),
        odd("a key for signatures", null, odd -> odd.keyUsage(KeyUsage.digitalSignature)),
        odd("a key for encipherment", null, odd -> odd.keyUsage(KeyUsage.keyEncipherment)),
        odd("a key for agreement", null, odd -> odd.keyUsage(KeyUsage.keyAgreement)),
        odd("a key for anything", null, odd -> odd.keyUsage(0)),
        odd("a key for data", Reason.PATH_PURPOSE, odd -> odd.keyUsage(KeyUsage.dataEncipherment)),
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
            Reason.PATH_PURPOSE,
            ca ->
                ca.odd()
                    .authority("Mail", -1)
                    .purposes(KeyPurposeId.id_kp_emailProtection)
                    .issuing()
                    .server(HOST)));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void ruleHoldsToItsEdge(Edge edge) {
    List<X509Certificate> served = edge.identity().apply(ROOT).chain();

    if (edge.reason() == null) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(edge.reason());
    }
  }

  /** RFC 4055 §3.1: the hash of RSASSA-PSS is among its parameters. */
  @ParameterizedTest
  @CsvSource({
    "SHA1withRSAandMGF1, PATH_HASH_WEAK",
    "SHA224withRSAandMGF1, PATH_HASH_WEAK",
    "SHA256withRSAandMGF1,",
    "SHA512withRSAandMGF1,",
  })
  void hashOfPssIsLookedAt(String algorithm, Reason reason) {
    List<X509Certificate> served = RSA_ROOT.odd(HOST).signedWith(algorithm).identity().chain();

    if (reason == null) {
      assertVerified(ROOT, served);
    } else {
      assertThat(broken(ROOT, served).reason()).isEqualTo(reason);
    }
  }
}
