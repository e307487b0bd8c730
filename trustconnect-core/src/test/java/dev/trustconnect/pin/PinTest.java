package dev.trustconnect.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pin is, where in a path it matches, and what is said when none does. */
class PinTest {
  private static final String HOST = "api.example.test";
  private static final Pin SPARE = TestInternet.SPARE_PIN;

  private final TestCa root = TestCa.create("Root");
  private final TestCa issuer = root.intermediate("Issuer");
  private final TestCa.Identity server = issuer.server(HOST);
  private final VerifiedPath path = path();

  private VerifiedPath path() {
    return path(server);
  }

  private VerifiedPath path(TestCa.Identity peer) {
    try {
      return VerifiedPath.find(
          TrustRoots.of(root.certificate()),
          new ServedChain(PeerName.of(HostName.parse(HOST)), peer.chain(), "UNKNOWN"),
          candidate -> false,
          Instant.parse("2026-06-01T12:00:00Z"));
    } catch (BrokenPathException broken) {
      throw new AssertionError(broken);
    }
  }

  private X509Certificate certificate(String which) {
    return switch (which) {
      case "leaf" -> server.certificate();
      case "issuer" -> issuer.certificate();
      default -> root.certificate();
    };
  }

  @Test
  void levelAnyMayBeWrittenOut() {
    assertThat(Pin.parse("any:" + SPARE)).isEqualTo(SPARE).hasToString(SPARE.toString());
    assertThat(Pin.parse("any:cert-" + SPARE)).hasToString("cert-" + SPARE);
    assertThatThrownBy(() -> Pin.parse("some:" + SPARE))
        .hasMessageContaining("[leaf:|issuer:|any:]sha256/");
  }

  @ParameterizedTest
  @CsvSource({
    "leaf, leaf, true", "leaf, issuer, false", "leaf, any, true",
    "issuer, leaf, false", "issuer, issuer, true", "issuer, any, true",
    "root, leaf, false", "root, issuer, true", "root, any, true",
  })
  void pinMatchesAtItsLevel(String which, String level, boolean matches) {
    String prefix = level.equals("any") ? "" : level + ":";
    Pin key = Pin.parse(prefix + SpkiPin.of(certificate(which)));
    Pin whole = Pin.parse(prefix + CertificatePin.of(certificate(which)));

    assertThat(key.isIn(path)).isEqualTo(matches);
    assertThat(whole.isIn(path)).isEqualTo(matches);
    assertThat(key).isInstanceOf(SpkiPin.class).hasToString(key.toString());
    assertThat(Pin.parse(whole.toString())).isInstanceOf(CertificatePin.class).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256/",
        "sha256",
        "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "SHA256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*=",
        "root:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "leaf: sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "cert-sha256/AAAA",
      })
  void anythingElseIsNotAPin(String text) {
    assertThatThrownBy(() -> Pin.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failureShowsWhatCouldBePinnedInTheFormThatIsPinned() {
    PinSet keys =
        new PinSet(List.of(SPARE, SpkiPin.of(certificate("x")).at(Pin.Level.LEAF)), day());

    Finding.Violated finding = (Finding.Violated) keys.inspect(path);

    assertThat(finding.reason()).isEqualTo(Reason.PIN_NOT_IN_PATH);
    assertThat(finding.seen())
        .isEqualTo(
            "a path with "
                + SpkiPin.of(server.certificate())
                + " (CN=loopback server), "
                + SpkiPin.of(issuer.certificate())
                + " (CN=Issuer), "
                + SpkiPin.of(root.certificate())
                + " (CN=Root)");
    assertThat(finding.wanted()).isEqualTo(keys.toString());
  }

  @Test
  void failureShowsCertificatesWhereCertificatesArePinned() {
    PinSet certificates =
        new PinSet(List.of(SPARE, CertificatePin.of(TestCa.create("Gone").certificate())), day());

    Finding.Violated finding = (Finding.Violated) certificates.inspect(path);

    assertThat(finding.seen())
        .contains(
            SpkiPin.of(server.certificate()).toString(),
            CertificatePin.of(server.certificate()) + " (CN=loopback server)");
  }

  /** A rogue chooses its subject, and a message goes to logs and terminals. */
  @Test
  void subjectsAreShownShortAndPrintable() {
    assertThat(seenFor(new X500Name("CN=x\u001b[2J\ny,O=Evil")))
        .endsWith(" (CN=x?[2J?y), " + SpkiPin.of(root.certificate()) + " (CN=Root)");
    assertThat(seenFor(longName())).contains("CN=xxx", "x…)");
    assertThat(seenFor(new X500Name("O=Before+CN=Both"))).contains(" (CN=Both), ");
    assertThat(seenFor(new X500Name("O=Only an organization")))
        .contains(" (O=Only an organization), ");
    assertThat(seenFor(new X500Name(new RDN[0]))).contains(" (serial number ");
  }

  private static X500Name longName() {
    return new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String("x".repeat(200))).build();
  }

  private String seenFor(X500Name subject) {
    TestCa.Identity peer =
        HostileCertificate.bare(root)
            .extension(
                Extension.subjectAlternativeName,
                true,
                new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)))
            .subject(subject)
            .identity();
    PinSet other = new PinSet(List.of(SPARE, SpkiPin.of(certificate("leaf"))), day());
    return ((Finding.Violated) other.inspect(path(peer))).seen();
  }

  private static LocalDate day() {
    return LocalDate.of(2027, 6, 30);
  }

  @Test
  void pinsThatMatchAreNamed() {
    SpkiPin key = SpkiPin.of(certificate("issuer"));

    assertThat(new PinSet(List.of(SPARE, key), day()).matched(path)).containsExactly(key);
    assertThat(new PinSet(List.of(SPARE, key.at(Pin.Level.LEAF)), day()).matched(path)).isEmpty();
  }
}
