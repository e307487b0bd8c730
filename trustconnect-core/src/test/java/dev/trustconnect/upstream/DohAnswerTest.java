package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class DohAnswerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "503, 'Sun, 01 Mar 2026 12:01:30 GMT', PT90S",
    "429, 'Sun, 01 Mar 2026 12:01:30 GMT', PT90S",
    "503, 'Sun, 01 Mar 2026 11:00:00 GMT', PT0S",
    "503, 30, PT30S",
    "503, 99999999999999999999, PT2147483647S",
    "503, soon,",
    "503, -1,",
    "404, 30,",
    "503,,"
  })
  void retryAfterIsSecondsOrADate(int status, String said, Duration wanted) {
    DohAnswer answer = new DohAnswer("doh.example", Name.root, Type.NS);
    DohResponse response = new DohResponse(status, null, null, said, null, new byte[0]);

    ExchangeException failure =
        catchThrowableOfType(ExchangeException.class, () -> answer.read(response, NOW));

    assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_HTTP_STATUS);
    assertThat(failure.retryAfter().orElse(null)).isEqualTo(wanted);
  }

  /** RFC 9111 §4.2.3: a cached response was generated earlier, by its Age. */
  @ParameterizedTest
  @CsvSource({
    "'Sun, 01 Mar 2026 12:00:00 GMT',, PT0S",
    "'Sun, 01 Mar 2026 12:00:09 GMT',, PT9S",
    "'Sun, 01 Mar 2026 11:59:00 GMT',, PT-1M",
    "'Sun, 01 Mar 2026 11:59:00 GMT', 60, PT0S",
    "'Sun, 01 Mar 2026 11:59:00 GMT', old,",
    "yesterday,,",
    ",,",
    ", 60,"
  })
  void clockSkewIsSeenInDateAndAge(String date, String age, Duration wanted) {
    DohResponse response =
        new DohResponse(200, DohResponse.MEDIA_TYPE, age, null, date, new byte[0]);

    assertThat(DohAnswer.clockSkew(response, NOW).orElse(null)).isEqualTo(wanted);
  }
}
