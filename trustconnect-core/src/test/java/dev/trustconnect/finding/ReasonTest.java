package dev.trustconnect.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
  /** {@code pin.not-in-path} is PIN_NOT_IN_PATH; most codes are the validator's, without a room. */
  @ParameterizedTest
  @EnumSource
  void theCodeSpellsTheConstant(Reason reason) {
    String spelt = reason.code().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');

    assertThat(reason.name()).isEqualTo(spelt.replaceFirst("^DNSSEC_", ""));
  }
}
