package dev.trustconnect.pin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several ways to a root is tried first: one that would hold a pin. */
class PreferredPathTest {
  private static final Pin BACKUP = TestInternet.SPARE_PIN;

  private final TestCa root = TestCa.create("Root");
  private final TestCa.Identity server = root.server("api.example.test");
  private final List<X509Certificate> path = List.of(server.certificate(), root.certificate());

  private boolean wouldMatch(Pin pin) {
    PinSet pins = new PinSet(List.of(BACKUP, pin), LocalDate.of(2030, 1, 1));
    return pins.wouldMatch(path);
  }

  @Test
  void pathWithOneOfThePinsWouldMatch() {
    assertThat(wouldMatch(SpkiPin.of(server.certificate()))).isTrue();
    assertThat(wouldMatch(SpkiPin.of(root.certificate()))).isTrue();
    assertThat(wouldMatch(CertificatePin.of(server.certificate()))).isTrue();
  }

  @Test
  void pathWithAnotherKeyWouldNot() {
    assertThat(wouldMatch(SpkiPin.of(root.server("api.example.test").certificate()))).isFalse();
    assertThat(wouldMatch(Pin.parse("leaf:" + SpkiPin.of(root.certificate())))).isFalse();
  }
}
