package dev.trustconnect.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.TestInternet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When pins are to be renewed, to the second, and which sets of them there can't be. */
class PinSetTest {
  private static final Pin ONE = TestInternet.SPARE_PIN;
  private static final Pin TWO = TestInternet.OTHER_SPARE_PIN;
  private static final LocalDate DAY = LocalDate.of(2026, 7, 1);

  private final PinSet pins = new PinSet(List.of(ONE, TWO), DAY);

  @ParameterizedTest
  @CsvSource({
    "2026-05-31T23:59:59Z, false, false",
    "2026-06-01T00:00:00Z, true, false",
    "2026-07-01T23:59:59Z, true, false",
    "2026-07-02T00:00:00Z, true, true",
  })
  void warningBeginsThirtyDaysAheadAndTheLastDayCounts(Instant now, boolean due, boolean expired) {
    assertThat(pins.isDueAt(now)).isEqualTo(due);
    assertThat(pins.isExpiredAt(now)).isEqualTo(expired);
  }

  @Test
  void pinsNeedABackupAndNoDuplicates() {
    assertThat(pins).hasToString(ONE + " or " + TWO);
    assertThatThrownBy(() -> new PinSet(List.of(), DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pins need a backup: none given. ");
    assertThatThrownBy(() -> new PinSet(List.of(ONE), DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pins need a backup: only " + ONE + " given. ");
    assertThatThrownBy(() -> new PinSet(List.of(ONE, Pin.parse("leaf:" + ONE)), DAY))
        .as("one key at two levels is one key")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pins need a backup: ");
    assertThatThrownBy(() -> new PinSet(List.of(ONE, TWO, ONE), DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pin is given twice: " + ONE + ", " + TWO + ", " + ONE);
  }

  @Test
  void eachKindOfPinReadsItsOwnKind() {
    assertThatThrownBy(() -> CertificatePin.parse(ONE.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pin starts with [leaf:|issuer:|any:]cert-sha256/: " + ONE);
    assertThatThrownBy(() -> SpkiPin.parse("cert-" + ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cert-" + ONE);
    assertThat(CertificatePin.parse("issuer:cert-" + ONE))
        .hasToString("issuer:cert-" + ONE)
        .isEqualTo(CertificatePin.parse("cert-" + ONE).at(Pin.Level.ISSUER));
  }

  @Test
  void setsAreEqualIfTheyHaveTheSamePinsAndTheSameDay() {
    PinSet pins = new PinSet(List.of(ONE, TWO), DAY);

    assertThat(pins.equals(new PinSet(List.of(TWO, ONE), DAY))).isTrue();
    assertThat(pins.equals(new PinSet(List.of(ONE, TWO), DAY.plusDays(1)))).isFalse();
    Pin leaf = Pin.parse("leaf:" + TWO);
    assertThat(pins.equals(new PinSet(List.of(ONE, leaf), DAY))).isFalse();
  }
}
