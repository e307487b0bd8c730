package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limit of 131,072 comparisons, at its edge: 256 subtrees, each compared with 256 subtrees and
 * 256 names, subjects included.
 */
class PkixWorkLimitTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final int SUBTREES = 256;

  private final TestCa root = TestCa.create("Root");
  private final TestCa excluding =
      HostileCertificate.authority(root, "Excluding")
          .extension(Extension.nameConstraints, true, constraints())
          .issuing();

  private static NameConstraints constraints() {
    return new NameConstraints(
        null,
        IntStream.range(0, SUBTREES)
            .mapToObj(i -> new GeneralSubtree(dns(i + ".invalid")))
            .toArray(GeneralSubtree[]::new));
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  /** The wanted host, and so many names in all. */
  private static HostileCertificate server(TestCa issuer, int names) {
    return HostileCertificate.bare(issuer)
        .names(
            new GeneralNames(
                IntStream.range(0, names)
                    .mapToObj(i -> dns(i == 0 ? HOST : i + ".example.test"))
                    .toArray(GeneralName[]::new)));
  }

  @ParameterizedTest
  @CsvSource({"254, true", "255, false"})
  void limitOnComparisonsIsExact(int names, boolean holds) {
    PathOutcome outcome =
        PathBuilder.to(TrustRoots.of(root.certificate()))
            .build(PEER, server(excluding, names).identity().chain(), "UNKNOWN", NOW);

    if (holds) {
      assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    } else {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              PathOutcome.Broken.class,
              broken -> assertThat(broken.finding().reason()).isEqualTo(Reason.PATH_TOO_LONG));
    }
  }

  @Test
  void limitForAllCandidatesIsFourTimesThatOfOne() throws PathFailure {
    X509Certificate server = server(excluding, 254).identity().certificate();

    assertFourCanBeCharged(List.of(server, excluding.certificate(), root.certificate()));
  }

  /** Nothing is below a server's own certificate that is the root, so it counts once. */
  @Test
  void serversOwnCertificateAsRootCountsOnce() throws PathFailure {
    X509Certificate server =
        server(root, 255)
            .extension(Extension.nameConstraints, true, constraints())
            .identity()
            .certificate();

    assertFourCanBeCharged(List.of(server));
  }

  private static void assertFourCanBeCharged(List<X509Certificate> path) throws PathFailure {
    PkixWorkLimit work = new PkixWorkLimit(new ChainExtensions());

    for (int i = 0; i < 4; i++) {
      work.charge(path);
    }
    assertThatThrownBy(() -> work.charge(path))
        .isInstanceOfSatisfying(
            PathFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.PATH_TOO_LONG));
  }
}
