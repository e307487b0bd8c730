package dev.trustconnect.okhttp.doh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class PromptSocketFactoryTest {
  private final PromptSocketFactory factory = new PromptSocketFactory();

  @Test
  void socketsHaveTcpNoDelay() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 5, loopback);
        Socket unconnected = factory.createSocket();
        Socket byAddress = factory.createSocket(loopback, server.getLocalPort());
        Socket bound = factory.createSocket(loopback, server.getLocalPort(), loopback, 0)) {
      unconnected.connect(server.getLocalSocketAddress());

      assertThat(unconnected.getTcpNoDelay()).isTrue();
      assertThat(byAddress.getTcpNoDelay()).isTrue();
      assertThat(bound.getTcpNoDelay()).isTrue();
    }
  }

  /** Whoever has it look a name up would have the system's resolver asked. */
  @Test
  void namesAreNotLookedUp() {
    assertThatThrownBy(() -> factory.createSocket("localhost", 1))
        .isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(
            () -> factory.createSocket("localhost", 1, InetAddress.getLoopbackAddress(), 0))
        .isInstanceOf(UnknownHostException.class);
  }
}
