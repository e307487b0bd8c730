package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a survey the schedule goes by. */
class JudgingTest {
  /** The host has no IPv6 addresses, and the denial of these has a TTL of 300 s. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ttlIsThatOfTheAddressesNotOfAFamilyThatIsDenied(boolean hasAlias) {
    HealthyYear host = new HealthyYear("api.example.test", hasAlias, true, 1_800, 1);
    assertThat(host.at(0, false, 0).names().ttlSeconds()).isEqualTo(1_800);
  }
}
