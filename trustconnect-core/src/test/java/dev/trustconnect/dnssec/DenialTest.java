package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two refutations one is reported. */
class DenialTest {

  @ParameterizedTest
  @CsvSource({
    "DENIAL_INSUFFICIENT, NAME_EXISTS, NAME_EXISTS",
    "NAME_EXISTS, DENIAL_INSUFFICIENT, NAME_EXISTS",
    "SIGNATURE_EXPIRED, TYPE_EXISTS, TYPE_EXISTS",
    "TYPE_EXISTS, NAME_EXISTS, TYPE_EXISTS",
    "DENIAL_MISSING, SIGNATURE_EXPIRED, SIGNATURE_EXPIRED",
    "SIGNATURE_EXPIRED, DENIAL_MISSING, SIGNATURE_EXPIRED",
  })
  void disproofIsReportedBeforeAnythingElse(Reason one, Reason other, Reason told) {
    assertThat(refuted(one).or(refuted(other)).failure().reason()).isEqualTo(told);
  }

  private static Denial.Refuted refuted(Reason reason) {
    return TypeBitmap.refuted(reason, "", Tamper.name("one.test"));
  }
}
