package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A certificate is judged by the bytes that were signed, or not at all. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChangedCertificateTest {
  private static final String HOST = "api.example.test";
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final TestCa root = TestCa.create("Root");
  private final TrustRoots roots = TrustRoots.of(root.certificate());

  private PathOutcome build(List<X509Certificate> served) {
    return PathBuilder.to(roots).build(PeerName.of(HostName.parse(HOST)), served, "UNKNOWN", NOW);
  }

  /**
   * Whatever is done to one byte of a certificate: it is refused, or it is the very certificate
   * that was issued, with the names and the key that its signature covers.
   */
  @Test
  void changedByteIsNeverJudgedAsWhatItWas() throws CertificateException {
    TestCa.Identity server = root.server(HOST);
    byte[] der = server.certificate().getEncoded();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    int read = 0;
    for (int i = 0; i < der.length; i++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] changed = der.clone();
        changed[i] ^= (byte) bit;
        X509Certificate certificate;
        try {
          certificate =
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(changed));
        } catch (CertificateException unreadable) {
          continue;
        }
        read++;
        if (build(List.of(certificate)) instanceof PathOutcome.Verified) {
          // The bits a signature leaves unused are its own affair: what it covers is unchanged.
          assertThat(certificate.getTBSCertificate())
              .as("byte %d, bit %d", i, bit)
              .isEqualTo(server.certificate().getTBSCertificate());
        }
      }
    }
    assertThat(read).as("changed certificates that the runtime reads").isGreaterThan(100);
  }

  /** Trailing bytes and BER aren't what was signed; the JDK reads some of it anyway. */
  @Test
  void otherEncodingOfTheSameCertificateHasTheSameBytesToJudge() throws CertificateException {
    TestCa.Identity server = root.server(HOST);
    byte[] der = server.certificate().getEncoded();
    byte[] longer = Arrays.copyOf(der, der.length + 20);
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(longer));

    assertThat(certificate.getEncoded()).isEqualTo(der);
    assertThat(build(List.of(certificate))).isInstanceOf(PathOutcome.Verified.class);
  }
}
