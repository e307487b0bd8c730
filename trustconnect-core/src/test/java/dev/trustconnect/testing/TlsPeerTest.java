package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What a rogue got counts also if it was cut short. */
class TlsPeerTest {
  private final TestCa ca = TestCa.create("Usual Test CA");

  @Test
  void interruptedRequestIsSeenAsFarAsItArrived() throws IOException {
    try (TlsPeer peer = TlsPeer.builder(ca.server("127.0.1.10")).http1Only().start()) {
      try (SSLSocket tls =
          (SSLSocket)
              ca.clientContext().getSocketFactory().createSocket(peer.address(), peer.port())) {
        tls.getOutputStream()
            .write(
                ("POST /v1 HTTP/1.1\r\nHost: x\r\nx-api-key: the-key\r\n"
                        + "Content-Length: 1000\r\n\r\nhalf of the prompt")
                    .getBytes(StandardCharsets.US_ASCII));
      }
      peer.awaitNoConnection();

      assertThat(peer.requests()).hasSize(1);
      assertThat(peer.received("the-key")).isTrue();
      assertThat(peer.received("half of the prompt")).isTrue();
      assertThat(peer.requestBytes()).isGreaterThan("POST/v1half of the prompt".length());
    }
  }
}
