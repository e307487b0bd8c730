package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of certificates as programs and people write them: read whole, or refused by line. */
class PemFilesTest {
  private static final TestCa ONE = TestCa.create("One");
  private static final TestCa TWO = TestCa.create("Two");
  private static final String PEM = ONE.pem();
  private static final TrustRoots BOTH = TrustRoots.of(ONE.certificate(), TWO.certificate());

  /** The lines of {@link #PEM}, so that a place in what follows it can be told. */
  private static final int LINES = (int) PEM.lines().count();

  @TempDir private Path folder;

  private static void assertRefused(String text, int line, String problem) {
    assertThatThrownBy(() -> TrustRoots.parsePem(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line " + line + ": ")
        .hasMessageContaining(problem);
  }

  static List<String> taken() {
    return List.of(
        PEM + TWO.pem(),
        "\uFEFF" + PEM + TWO.pem(),
        (PEM + TWO.pem()).replace("\n", "\r\n"),
        (PEM + TWO.pem()).replace("\n", "\r"),
        (PEM + TWO.pem()).replace("-----\n", "----- \t\n"),
        PEM.replace(" CERTIFICATE", " X509 CERTIFICATE") + TWO.pem(),
        "subject=CN = One\n# T\u00fcrktrust\n" + PEM + "\nTwo\n===\n" + TWO.pem() + "\nthe end",
        "SHA256 Fingerprint:\n" + "0a".repeat(32) + "\n" + PEM + "=".repeat(60) + "\n" + TWO.pem(),
        "One, which begins the certificate list\n" + PEM + "/".repeat(60) + "\n" + TWO.pem(),
        PEM + PEM + TWO.pem());
  }

  @ParameterizedTest
  @MethodSource("taken")
  void blocksAreReadAndTextBetweenThemIsSkipped(String text) throws IOException {
    assertThat(TrustRoots.parsePem(text)).isEqualTo(BOTH);
    assertThat(TrustRoots.fromPem(Files.writeString(folder.resolve("ca.pem"), text)))
        .isEqualTo(BOTH);
  }

  @Test
  void textBetweenBlocksMayBeInAnotherEncoding() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("ca.pem"),
            "# T\u00fcrktrust\n" + PEM + TWO.pem(),
            StandardCharsets.ISO_8859_1);

    assertThat(TrustRoots.fromPem(file)).isEqualTo(BOTH);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE KEY, a private key",
    "EC PRIVATE KEY, a private key",
    "ENCRYPTED PRIVATE KEY, a private key",
    "X509 CRL, a revocation list",
    "TRUSTED CERTIFICATE, a certificate with OpenSSL's trust settings",
    "CERTIFICATE REQUEST, 'CERTIFICATE REQUEST'",
    "PKCS7, 'PKCS7'",
    "PUBLIC KEY, 'PUBLIC KEY'",
    "certificate, 'certificate'",
  })
  void blockOfSomethingElseIsRefused(String label, String problem) {
    String block = PEM.replace("CERTIFICATE", label);

    assertRefused(PEM + block, LINES + 1, problem);
    assertRefused(block + PEM, 1, problem);
  }

  /** What editors and word processors make of hyphens, and what hands leave out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u2013\u2013\u2013\u2013\u2013BEGIN CERTIFICATE\u2013\u2013\u2013\u2013\u2013",
        "\u2014\u2014-BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE\u2014-",
        "---BEGIN CERTIFICATE---",
        "----BEGIN CERTIFICATE----",
        "------BEGIN CERTIFICATE------",
        "-----BEGIN CERTIFICATE----",
        "----- BEGIN CERTIFICATE -----",
        "-----Begin Certificate----",
        "---- BEGIN SSH2 PUBLIC KEY ----",
        " -----BEGIN CERTIFICATE-----",
        "> -----BEGIN CERTIFICATE-----",
        "BEGIN CERTIFICATE",
        "\u200B-----BEGIN CERTIFICATE-----",
        "# -----BEGIN CERTIFICATE-----",
      })
  void boundaryThatIsntOneIsRefused(String boundary) {
    String block = TWO.pem().replace("-----BEGIN CERTIFICATE-----", boundary);

    assertRefused(PEM + block, LINES + 1, "not a boundary of PEM");
  }

  @Test
  void endOfOneBlockAndBeginningOfTheNextNeedALineEach() {
    assertRefused(PEM.strip() + TWO.pem(), LINES, "not a boundary of PEM");
  }

  @Test
  void dashesOfAnotherEncodingAreRefused() throws IOException {
    String dashes = "\u2013".repeat(5);
    Path file =
        Files.writeString(
            folder.resolve("ca.pem"),
            PEM + TWO.pem().replace("-----", dashes),
            Charset.forName("windows-1252"));

    assertThatThrownBy(() -> TrustRoots.fromPem(file))
        .hasMessageStartingWith(file + ": line " + (LINES + 1) + ": not a boundary of PEM");
  }

  @Test
  void blockThatIsntWholeIsRefused() {
    String second = TWO.pem();
    String data = second.lines().skip(1).findFirst().orElseThrow();

    assertRefused(PEM + second.substring(0, second.indexOf("-----END")), LINES + 1, "has no end");
    assertRefused(second.substring(0, second.indexOf("-----END")) + PEM, 1, "has no end");
    assertRefused(PEM + second.substring(second.indexOf('\n') + 1), LINES + 1, "base64 outside");
    assertRefused(PEM + "-----END CERTIFICATE-----\n", LINES + 1, "has no beginning");
    assertRefused(
        PEM.replace("END CERT", "END X509 CERT"),
        LINES,
        "an end of 'X509 CERTIFICATE' that has no beginning");
    assertRefused(PEM + second.replace(data + "\n", ""), LINES + 1, "no certificate");
    assertRefused(PEM + second.replace(data, data.substring(2)), LINES + 1, "a block that");
    assertRefused(PEM + second.replace(data, data + "\n\u2026"), LINES + 3, "not base64");
    assertRefused(
        PEM + second.replace(data, "Proc-Type: 4,ENCRYPTED\n\n" + data), LINES + 2, "not base64");
    assertRefused(
        PEM + "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", LINES + 1, "no cert");
  }

  @Test
  void certificateWithExtraBytesIsRefused() throws GeneralSecurityException {
    byte[] one = ONE.certificate().getEncoded();
    byte[] more = java.util.Arrays.copyOf(one, one.length + 3);

    assertRefused(
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getEncoder().encodeToString(more)
            + "\n-----END CERTIFICATE-----\n",
        1,
        "a certificate with 3 extra bytes after it");
  }

  /** The runtime's reader would take the inner text for a certificate. */
  @Test
  void certificateInTwoLayersOfPemIsRefused() {
    String inner = Base64.getEncoder().encodeToString(PEM.getBytes(StandardCharsets.US_ASCII));

    assertRefused(
        "-----BEGIN CERTIFICATE-----\n" + inner + "\n-----END CERTIFICATE-----\n",
        1,
        "a block that holds no certificate");
  }

  /** As an editor saves it, also before anything is in it. */
  @ParameterizedTest
  @CsvSource({"UTF-16LE, true", "UTF-16BE, true", "UTF-16LE, false", "UTF-16BE, false"})
  void fileWithTheByteOrderMarkOfUtf16IsNamed(String charset, boolean full) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("ca.pem"), "\uFEFF" + (full ? PEM : ""), Charset.forName(charset));

    assertThatThrownBy(() -> TrustRoots.fromPem(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": line 1: UTF-16 text; save it as ASCII or UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
  void fileOfWideCharactersIsRefused(String charset) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), PEM, Charset.forName(charset));

    assertThatThrownBy(() -> TrustRoots.fromPem(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": line 1: ")
        .hasMessageEndingWith("save it as ASCII or UTF-8");
  }

  /**
   * A block may be one line; the patterns for what is outside take the square of a line's length.
   */
  @Test
  void lineWithoutEndOutsideABlockIsRefused() {
    String data = PEM.replaceAll("-----[A-Z ]+-----|\n", "");
    String oneLine = "-----BEGIN CERTIFICATE-----\n" + data + "\n-----END CERTIFICATE-----";

    assertThat(TrustRoots.parsePem(oneLine)).isEqualTo(TrustRoots.of(ONE.certificate()));
    assertRefused(
        PEM + "-BEGIN" + " ".repeat(1 << 21) + "X", LINES + 1, "more than 1000 characters");
  }

  @Test
  void lineOfAThousandCharactersOutsideABlockIsRead() {
    String text = "=".repeat(1_000);
    String boundary = "-BEGIN CERTIFICATE";

    assertThat(TrustRoots.parsePem(text + "\n" + PEM + TWO.pem())).isEqualTo(BOTH);
    assertRefused(text + "=\n" + PEM, 1, "more than 1000 characters");
    assertRefused(
        boundary + " ".repeat(1_000 - boundary.length()) + "\n" + PEM, 1, "not a boundary of PEM");
  }

  @Test
  void binaryCertificateIsRefusedWithTheRemedy() throws Exception {
    Path file = Files.write(folder.resolve("ca.der"), ONE.certificate().getEncoded());

    assertThatThrownBy(() -> TrustRoots.fromPem(file))
        .hasMessage(
            file
                + ": line 1: a certificate in DER form; convert it with: openssl x509 -inform der");
  }

  @Test
  void upstreamsReadTheirRootsTheSameWay() throws IOException {
    Path good = Files.writeString(folder.resolve("good.pem"), "\uFEFF" + PEM);
    Path bad = Files.writeString(folder.resolve("bad.pem"), PEM + PEM.replace("BEGIN", "begin"));
    DohUpstream.Builder builder = DohUpstream.builder("https://192.0.2.53/dns-query");

    assertThat(builder.roots(TrustRoots.fromPem(good)).build()).isNotNull();
    assertThatThrownBy(() -> builder.roots(TrustRoots.fromPem(bad)))
        .hasMessageStartingWith(bad + ": line " + (LINES + 1) + ": ");
  }
}
