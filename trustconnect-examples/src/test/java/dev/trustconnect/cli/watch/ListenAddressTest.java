package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9853,127.0.0.1:9853",
    "localhost:1,127.0.0.1:1",
    "0.0.0.0:0,0.0.0.0:0",
    "[::1]:65535,[0:0:0:0:0:0:0:1]:65535"
  })
  void anAddressAndAPortAreRead(String text, String read) {
    assertThat(ListenAddress.parse(text)).hasToString(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "9853",
        "127.0.0.1",
        ":9853",
        "example.com:80",
        "127.1:80",
        "1.2.3.4.5:80",
        "256.0.0.1:80",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "::1:80",
        "[::1]",
        "[x]:80"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("isn't an IP address and a port");
  }
}
