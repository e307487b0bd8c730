package dev.trustconnect.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @Test
  void endpointReadsBackWhatItWrites() {
    Endpoint endpoint = Endpoint.parse("API.example.com.:443");

    assertThat(endpoint).isEqualTo(new Endpoint(new HostName("api.example.com"), 443));
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "example.com:",
        "example.com:0",
        "example.com:65536",
        "example.com:+1",
        "example.com:080",
        "127.0.0.1:80",
        "[::1]:80",
        ":80"
      })
  void whatHasNoHostOrNoPortIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
