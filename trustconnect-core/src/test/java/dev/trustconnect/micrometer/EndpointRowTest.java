package dev.trustconnect.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same certificate always makes the same time series. */
class EndpointRowTest {
  /** {@code #0403414243} is an OCTET STRING. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          O=Corp, CN=Issuing CA        | Corp
          CN=Issuing CA                | Issuing CA
          O=#0403414243, CN=Issuing CA | Issuing CA
          O=#0403414243                | ''
          """)
  void authorityIsAText(String issuer, String authority) {
    assertThat(EndpointRow.organisation(new X500Principal(issuer))).isEqualTo(authority);
  }
}
