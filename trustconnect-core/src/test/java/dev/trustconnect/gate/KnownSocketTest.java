package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be written to a socket before TLS runs over it. */
class KnownSocketTest {
  private final ServerSocket server;

  KnownSocketTest() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private KnownSocket connected(boolean isForTlsOnly) throws IOException {
    KnownSocket socket = KnownSocket.to(null, isForTlsOnly);
    socket.connect(server.getLocalSocketAddress());
    return socket;
  }

  @Test
  void whatIsWrittenArrivesAndIsNoted() throws IOException {
    try (KnownSocket socket = connected(false);
        Socket accepted = server.accept()) {
      assertThat(socket.isSpokenOn()).isFalse();
      OutputStream out = socket.getOutputStream();
      out.write(1);
      out.write(new byte[] {0, 2, 3, 0}, 1, 2);

      assertThat(accepted.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
      assertThat(socket.isSpokenOn()).isTrue();
    }
  }

  @Test
  void singleByteIsNotedToo() throws IOException {
    try (KnownSocket socket = connected(false)) {
      socket.getOutputStream().write(1);

      assertThat(socket.isSpokenOn()).isTrue();
    }
  }

  @Test
  void nothingIsWrittenBeforeTlsToASocketForTlsOnly() throws IOException {
    try (KnownSocket socket = connected(true);
        Socket accepted = server.accept()) {
      OutputStream out = socket.getOutputStream();
      assertThatThrownBy(() -> out.write(1)).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> out.write(new byte[2])).isInstanceOf(SocketException.class);

      socket.layTls();
      out.write(7);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      assertThat(socket.isSpokenOn()).isFalse();
    }
  }

  @Test
  void addressesShowOnADirectSocketAlone() throws IOException {
    try (KnownSocket direct = connected(false);
        KnownSocket bySocks = KnownSocket.to(new InetSocketAddress("127.0.0.1", 1), false)) {
      assertThat(direct.getInetAddress()).isEqualTo(server.getInetAddress());
      assertThat(direct.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
      assertThat(direct.socks()).isNull();
      assertThat(bySocks.getInetAddress()).isNull();
      assertThat(bySocks.getRemoteSocketAddress()).isNull();
      assertThat(bySocks.socks()).isNotNull();
    }
  }
}
