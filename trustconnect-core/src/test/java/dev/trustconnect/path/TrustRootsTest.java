package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where paths may end, and what is no such place. */
class TrustRootsTest {
  private final TestCa one = TestCa.create("One");
  private final TestCa two = TestCa.create("Two");

  @TempDir private Path folder;

  @Test
  void pemHoldsAnyNumberOfCertificates() throws IOException {
    Path file = Files.writeString(folder.resolve("roots.pem"), one.pem() + "\n" + two.pem());

    assertThat(TrustRoots.fromPem(file))
        .isEqualTo(TrustRoots.of(two.certificate(), one.certificate()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', no certificate in PEM form",
    "no certificate, no certificate in PEM form",
    "'-----BEGIN CERTIFICATE-----\nAAAA\n', line 1: a block that begins here has no end",
  })
  void textWithoutCertificatesIsRefused(String text, String problem) {
    assertThatThrownBy(() -> TrustRoots.parsePem(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void emptyRootsAreRefused() {
    assertThatThrownBy(() -> TrustRoots.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give at least one root");
  }

  @Test
  void fileThatIsTooLargeIsNotReadToItsEnd() throws IOException {
    Path file = Files.write(folder.resolve("large"), new byte[(4 << 20) + 1]);
    assertThatThrownBy(() -> TrustRoots.fromPem(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("larger than 4 MiB");
  }

  @Test
  void systemsRootsAreTheRuntimes() {
    TrustRoots system = TrustRoots.system();

    assertThat(system.isSystem()).isTrue();
    assertThat(system.certificates()).isNotEmpty();
    assertThat(system)
        .hasToString("the system's roots")
        .isNotEqualTo(TrustRoots.of(one.certificate()));
  }

  @Test
  void fileOfTheLargestSizeIsRead() throws IOException {
    byte[] padded = Arrays.copyOf(one.pem().getBytes(StandardCharsets.US_ASCII), 4 << 20);
    Arrays.fill(padded, one.pem().length(), padded.length, (byte) '\n');
    Path file = Files.write(folder.resolve("padded.pem"), padded);

    assertThat(TrustRoots.fromPem(file)).isEqualTo(TrustRoots.of(one.certificate()));
  }

  @Test
  void givenRootsAreShownByTheirFingerprints() throws GeneralSecurityException {
    String first = fingerprint(one);
    String second = fingerprint(two);
    TrustRoots both = TrustRoots.of(two.certificate(), one.certificate());

    assertThat(TrustRoots.of(one.certificate())).hasToString("only the root " + first);
    assertThat(both.toString())
        .isEqualTo(
            "only the roots "
                + (first.compareTo(second) < 0 ? first + ", " + second : second + ", " + first));
    assertThat(both.isSystem()).isFalse();
    assertThat(both).hasSameHashCodeAs(TrustRoots.of(one.certificate(), two.certificate()));
  }

  private static String fingerprint(TestCa ca) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(ca.certificate().getEncoded()));
  }
}
