package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains that are made to cost: whoever serves them pays for them, and gets one reason. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostilePathsTest {
  private static final String HOST = "api.example.test";
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final TestCa root = TestCa.create("Root");
  private final TrustRoots roots = TrustRoots.of(root.certificate());

  private PathOutcome build(List<X509Certificate> served) {
    return PathBuilder.to(roots).build(PeerName.of(HostName.parse(HOST)), served, "UNKNOWN", NOW);
  }

  private Reason refused(List<X509Certificate> served) {
    PathOutcome outcome = build(served);
    assertThat(outcome).isInstanceOf(PathOutcome.Broken.class);
    Finding.Violated finding = ((PathOutcome.Broken) outcome).finding();
    return finding.reason();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 100})
  void chainOfManyIsRefusedBeforeAnySignatureIsChecked(int length) {
    TestCa issuer = root;
    for (int i = 0; i < length - 1; i++) {
      issuer = issuer.intermediate("Level " + i);
    }
    List<X509Certificate> served = issuer.server(HOST).chain();
    assertThat(served).hasSize(length);

    assertThat(refused(served)).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(refused(Collections.nCopies(length, root.server(HOST).certificate())))
        .isEqualTo(Reason.PATH_TOO_LONG);
  }

  /** Every authority of the maze has signed every other one; one of them leads out. */
  @Test
  void mazeOfCrossSignaturesIsLeftOrGivenUp() {
    List<TestCa> cas = IntStream.range(0, 3).mapToObj(i -> TestCa.create("Maze " + i)).toList();
    TestCa.Identity server = cas.get(0).server(HOST);
    List<X509Certificate> served = new ArrayList<>(List.of(server.certificate()));
    for (TestCa signed : cas) {
      for (TestCa by : cas) {
        if (signed != by) {
          served.add(signed.crossSigned(by));
        }
      }
    }
    assertThat(refused(served)).isEqualTo(Reason.PATH_ISSUER_UNKNOWN);

    served.add(cas.get(2).crossSigned(root));
    assertThat(build(served)).isInstanceOf(PathOutcome.Verified.class);
  }

  /** All of one name, so that every certificate may have issued every other by what it says. */
  @Test
  void mazeOfOneNameSpendsItsSignaturesAndIsGivenUp() {
    List<TestCa> twins = IntStream.range(0, 3).mapToObj(i -> TestCa.create("Twin")).toList();
    List<X509Certificate> served =
        new ArrayList<>(List.of(twins.get(0).server(HOST).certificate()));
    for (TestCa signed : twins) {
      for (TestCa by : twins) {
        served.add(signed.crossSigned(by));
      }
    }
    assertThat(served).hasSize(10);

    assertThat(refused(served)).isEqualTo(Reason.PATH_TOO_LONG);
  }

  @Test
  void tenThousandNamesAreReadOnceOrRefusedByTheirSize() {
    assertThat(build(root.server(names(10_000, HOST)).chain()))
        .isInstanceOf(PathOutcome.Verified.class);
    assertThat(refused(root.server(hosts(10_000)).chain())).isEqualTo(Reason.PATH_TOO_LONG);
  }

  @Test
  void oneNameAmongThousandsIsFound() {
    assertThat(build(root.server(names(2_000, HOST)).chain()))
        .isInstanceOf(PathOutcome.Verified.class);
    assertThat(refused(root.server(names(2_000, "other.test")).chain()))
        .isEqualTo(Reason.PATH_NAME_MISMATCH);
  }

  /** Names times constraints: what other libraries were brought down with. */
  @Test
  void namesTimesConstraintsAreCountedBeforeTheyAreCompared() {
    String[] domains = names(1_500, "example.test");
    String[] excluded =
        IntStream.range(0, 1_500).mapToObj(i -> "x" + i + ".test").toArray(String[]::new);
    TestCa constrained =
        root.odd().authority("Constrained", -1).onlyFor(domains, excluded).issuing();

    assertThat(refused(constrained.server(hosts(1_500)).chain())).isEqualTo(Reason.PATH_TOO_LONG);
    assertThat(build(constrained.server(hosts(50)).chain()))
        .isInstanceOf(PathOutcome.Verified.class);
  }

  @Test
  void reasonableConstraintsHold() {
    TestCa constrained = root.odd().authority("Constrained", -1).onlyFor("example.test").issuing();
    assertThat(build(constrained.server(HOST).chain())).isInstanceOf(PathOutcome.Verified.class);
    assertThat(refused(constrained.server(HOST, "other.test").chain()))
        .isEqualTo(Reason.PATH_CONSTRAINT_BROKEN);
  }

  private static String[] names(int count, String last) {
    String[] names =
        IntStream.range(0, count).mapToObj(i -> "n" + i + ".test").toArray(String[]::new);
    names[count - 1] = last;
    return names;
  }

  private static String[] hosts(int count) {
    String[] hosts =
        IntStream.range(0, count).mapToObj(i -> "h" + i + ".example.test").toArray(String[]::new);
    hosts[count - 1] = HOST;
    return hosts;
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
        assertThat(build(List.of(certificate)))
            .as("byte %d, bit %d", i, bit)
            .isInstanceOf(PathOutcome.Broken.class);
      }
    }
    assertThat(read).as("changed certificates that the runtime reads").isGreaterThan(100);
  }

  /** Trailing bytes and BER aren't what was signed; the JDK reads some of it all the same. */
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
