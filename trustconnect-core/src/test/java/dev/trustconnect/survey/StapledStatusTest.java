package dev.trustconnect.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.survey.Handshake.Staple;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;

class StapledStatusTest {
  private static final Instant NOW = SignedWorld.NOW;
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
  private static final TestCa CA = TestCa.create("Stapling CA");

  private final X509Certificate leaf = CA.server("api.example.test").certificate();

  private static byte[] response(
      X509Certificate about, CertificateStatus status, Instant from, Instant to, TestCa signer)
      throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    BasicOCSPRespBuilder builder =
        new BasicOCSPRespBuilder(
            new RespID(new X500Name(signer.certificate().getSubjectX500Principal().getName())));
    builder.addResponse(
        new CertificateID(
            digests.get(CertificateID.HASH_SHA1),
            new X509CertificateHolder(CA.certificate().getEncoded()),
            about.getSerialNumber()),
        status,
        Date.from(from),
        Date.from(to));
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys().getPrivate()),
                new X509CertificateHolder[0],
                Date.from(from)))
        .getEncoded();
  }

  private Staple.State read(byte[] response) {
    return StapledStatus.of(
            new Observed(List.of(leaf, CA.certificate()), "UNKNOWN", List.of(response)),
            Optional.empty(),
            NOW)
        .orElseThrow()
        .state();
  }

  @Test
  void aCurrentResponseOfTheIssuerSaysGood() throws Exception {
    assertThat(read(response(leaf, CertificateStatus.GOOD, YESTERDAY, TOMORROW, CA)))
        .isEqualTo(Staple.State.GOOD);
  }

  @Test
  void orRevoked() throws Exception {
    CertificateStatus revoked = new RevokedStatus(Date.from(YESTERDAY), 1);
    assertThat(read(response(leaf, revoked, YESTERDAY, TOMORROW, CA)))
        .isEqualTo(Staple.State.REVOKED);
  }

  /** A revocation that anyone could have made up isn't one, and neither is a good word. */
  @Test
  void anotherSignerSaysNothing() throws Exception {
    TestCa other = TestCa.create("Other CA");
    CertificateStatus revoked = new RevokedStatus(Date.from(YESTERDAY), 1);
    assertThat(read(response(leaf, revoked, YESTERDAY, TOMORROW, other)))
        .isEqualTo(Staple.State.UNUSABLE);
    assertThat(read(response(leaf, CertificateStatus.GOOD, YESTERDAY, TOMORROW, other)))
        .isEqualTo(Staple.State.UNUSABLE);
  }

  @Test
  void anOldResponseSaysNothing() throws Exception {
    assertThat(
            read(
                response(
                    leaf,
                    CertificateStatus.GOOD,
                    NOW.minus(Duration.ofDays(9)),
                    NOW.minus(Duration.ofDays(2)),
                    CA)))
        .isEqualTo(Staple.State.UNUSABLE);
  }

  @Test
  void aResponseAboutAnotherCertificateSaysNothing() throws Exception {
    X509Certificate another = CA.server("api.example.test").certificate();
    assertThat(read(response(another, CertificateStatus.GOOD, YESTERDAY, TOMORROW, CA)))
        .isEqualTo(Staple.State.UNUSABLE);
  }

  @Test
  void noiseSaysNothing() {
    assertThat(read(new byte[] {1, 2, 3})).isEqualTo(Staple.State.UNUSABLE);
    assertThat(
            StapledStatus.of(
                new Observed(List.of(leaf), "UNKNOWN", List.of()), Optional.empty(), NOW))
        .isEmpty();
  }

  /** A server may leave out an issuer that is a root. */
  @Test
  void theIssuerMayComeFromThePath() throws Exception {
    Observed alone =
        new Observed(
            List.of(leaf),
            "UNKNOWN",
            List.of(response(leaf, CertificateStatus.GOOD, YESTERDAY, TOMORROW, CA)));
    VerifiedPath path =
        VerifiedPath.find(
            TrustRoots.of(CA.certificate()),
            new ServedChain(
                PeerName.of(HostName.parse("api.example.test")), List.of(leaf), "UNKNOWN"),
            candidate -> false,
            NOW);

    assertThat(StapledStatus.of(alone, Optional.of(path), NOW).orElseThrow().state())
        .isEqualTo(Staple.State.GOOD);
    assertThat(StapledStatus.of(alone, Optional.empty(), NOW).orElseThrow().state())
        .isEqualTo(Staple.State.UNUSABLE);
  }
}
