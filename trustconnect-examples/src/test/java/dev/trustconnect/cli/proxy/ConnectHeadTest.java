package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads as RFC 9112 §2 and RFC 9110 §9.3.6 have them. */
class ConnectHeadTest {
  private static Optional<ConnectHead> in(String head) throws Refused {
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    return ConnectHead.in(bytes, bytes.length);
  }

  private static String refusal(String head) {
    Refused refused = catchThrowableOfType(Refused.class, () -> in(head));
    return new String(refused.answer(), StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT a.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.0\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nhost:A.TEST\t\r\n\r\n",
        "CONNECT a.test:00443 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: \u00e4\r\nX:\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\nHost: a.test:443\n\n",
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\n\r\n",
        "\r\nCONNECT a.test:443 HTTP/1.1\r\n\r\n",
        "\n\r\n\nCONNECT a.test:443 HTTP/1.1\n\n"
      })
  void headsThatAreAllowedAreRead(String head) throws Refused {
    assertThat(in(head)).contains(new ConnectHead("a.test", 443, head.length()));
    assertThat(in(head + "\u0016\u0003\u0001"))
        .contains(new ConnectHead("a.test", 443, head.length()));
    for (int size = 0; size < head.length(); size++) {
      assertThat(in(head.substring(0, size))).isEmpty();
    }
  }

  @Test
  void addressLiteralIsReadWhole() throws Refused {
    String head = "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n";

    assertThat(in(head)).contains(new ConnectHead("[2001:db8::1]", 443, head.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT a.test HTTP/1.1\r\n\r\n",
        "CONNECT a.test: HTTP/1.1\r\n\r\n",
        "CONNECT a.test:0 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:65536 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:-443 HTTP/1.1\r\n\r\n",
        "CONNECT :443 HTTP/1.1\r\n\r\n",
        "CONNECT user@a.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT https://a.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:443/ HTTP/1.1\r\n\r\n",
        "CONNECT 2001:db8::1:443 HTTP/1.1\r\n\r\n",
        "CONNECT \u00e4.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT  a.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:443\r\n\r\n",
        " CONNECT a.test:443 HTTP/1.1\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\n Host: a.test\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nHost : a.test\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nX: a\rb\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\rHost: a.test\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nX: a\u0000b\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\nHost: a.test\r\n\r\n"
      })
  void headsThatAreNotAllowedAreAnswered400(String head) {
    assertThat(refusal(head)).isEqualTo("HTTP/1.1 400 proxy.malformed-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b.test", "a.test:444", "a.test.", "a.test:443:443", "", "a.test, a.test"})
  void hostFieldForAnotherPlaceIsAnswered400(String host) {
    assertThat(refusal("CONNECT a.test:443 HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .isEqualTo("HTTP/1.1 400 proxy.other-host-field");
  }

  @Test
  void otherRequestsAreAnsweredByTheirKind() {
    assertThat(refusal("GET http://a.test/ HTTP/1.1\r\n\r\n"))
        .isEqualTo("HTTP/1.1 405 proxy.not-connect");
    assertThat(refusal("connect a.test:443 HTTP/1.1\r\n\r\n"))
        .isEqualTo("HTTP/1.1 405 proxy.not-connect");
    assertThat(refusal("PRI * HTTP/2.0\r\n\r\n")).isEqualTo("HTTP/1.1 505 proxy.http-version");
  }

  @Test
  void headIsBounded() throws Refused {
    String start = "CONNECT a.test:443 HTTP/1.1\r\nX: ";
    String fits = start + "x".repeat(ConnectHead.MAX_BYTES - start.length() - 4) + "\r\n\r\n";
    String tooLong = start + "x".repeat(ConnectHead.MAX_BYTES);
    String empty = "\r\n".repeat(ConnectHead.MAX_BYTES / 2);

    assertThat(in(fits)).isPresent();
    assertThat(refusal(tooLong)).isEqualTo("HTTP/1.1 431 proxy.head-too-large");
    assertThat(refusal(tooLong + "\r\n\r\n")).isEqualTo("HTTP/1.1 431 proxy.head-too-large");
    assertThat(refusal(empty)).isEqualTo("HTTP/1.1 431 proxy.head-too-large");
  }
}
