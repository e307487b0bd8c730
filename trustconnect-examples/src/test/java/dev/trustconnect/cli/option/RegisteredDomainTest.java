package dev.trustconnect.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegisteredDomainTest {
  /** After a slash, a URL's host is over, but not a DNS name. */
  @Test
  void onlyAHostNameHasARegisteredDomain() {
    assertThat(RegisteredDomain.of("www.Example.co.uk")).isEqualTo("example.co.uk");
    for (String name :
        List.of(
            "a.example.com/.evil.com", "a.example.com\\032.evil.com", "a.example.com#.evil.com")) {
      assertThat(RegisteredDomain.of(name)).isEqualTo(name);
    }
  }
}
