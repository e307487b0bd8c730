package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket in place of another: it is the new one in all it does, and ends with either. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RedirectedSocketTest {
  private final ServerSocket entrance = entrance();
  private Socket misdirected;
  private Socket led;
  private Socket peer;
  private RedirectedSocket socket;

  private static ServerSocket entrance() {
    try {
      return new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() throws IOException {
    misdirected = new Socket(entrance.getInetAddress(), entrance.getLocalPort());
    entrance.accept();
    led = new Socket(entrance.getInetAddress(), entrance.getLocalPort());
    peer = entrance.accept();
    socket = new RedirectedSocket(misdirected, led);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    entrance.close();
  }

  @Test
  void bytesAreOfTheReplacement() throws IOException {
    peer.getOutputStream().write(new byte[] {(byte) 0x81, 2, 3});
    assertThat(socket.getInputStream().read()).isEqualTo(0x81);
    assertThat(socket.getInputStream().readNBytes(2)).containsExactly(2, 3);
    peer.getOutputStream().write(9);
    peer.shutdownOutput();
    while (socket.getInputStream().available() == 0) {
      Thread.onSpinWait();
    }
    assertThat(socket.getInputStream().read()).isEqualTo(9);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);

    socket.getOutputStream().write(7);
    socket.getOutputStream().write(new byte[] {8, 9, 10}, 1, 2);
    assertThat(peer.getInputStream().readNBytes(3)).containsExactly(7, 9, 10);
  }

  @Test
  void addressesAreOfTheReplacement() {
    assertThat(socket.getPort()).isEqualTo(led.getPort()).isPositive();
    assertThat(socket.getLocalPort())
        .isEqualTo(led.getLocalPort())
        .isNotEqualTo(misdirected.getLocalPort());
    assertThat(socket.getInetAddress()).isEqualTo(led.getInetAddress());
    assertThat(socket.getLocalAddress()).isEqualTo(led.getLocalAddress());
    assertThat(socket.getLocalSocketAddress()).isEqualTo(led.getLocalSocketAddress());
    assertThat(socket.getRemoteSocketAddress()).isEqualTo(led.getRemoteSocketAddress());
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.isBound()).isTrue();
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void optionsAreOfTheReplacement() throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setSoLinger(true, 3);
    assertThat(led.getTcpNoDelay()).isTrue();
    assertThat(led.getKeepAlive()).isTrue();
    assertThat(led.getSoLinger()).isEqualTo(3);
    assertThat(socket.getTcpNoDelay()).isTrue();
    assertThat(socket.getKeepAlive()).isTrue();
    assertThat(socket.getSoLinger()).isEqualTo(3);

    socket.setTcpNoDelay(false);
    socket.setKeepAlive(false);
    assertThat(socket.getTcpNoDelay()).isFalse();
    assertThat(socket.getKeepAlive()).isFalse();
  }

  @Test
  void shutdownAppliesToTheReplacement() throws IOException {
    assertThat(socket.isInputShutdown()).isFalse();
    assertThat(socket.isOutputShutdown()).isFalse();
    socket.shutdownOutput();
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
    assertThat(led.isOutputShutdown()).isTrue();
    assertThat(socket.isOutputShutdown()).isTrue();
    socket.shutdownInput();
    assertThat(led.isInputShutdown()).isTrue();
    assertThat(socket.isInputShutdown()).isTrue();
  }

  @Test
  void readEndsWithTheTimeoutThatWasSetLast() throws IOException {
    socket.setSoTimeout(1);
    assertThat(socket.getSoTimeout()).isEqualTo(1);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(250); // more than one turn
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    peer.getOutputStream().write(5);
    assertThat(socket.getInputStream().read()).isEqualTo(5);
  }

  @Test
  void timeoutOfTheOneItReplacesIsKept() throws IOException {
    misdirected.setSoTimeout(1_234);
    assertThat(new RedirectedSocket(misdirected, led).getSoTimeout()).isEqualTo(1_234);
  }

  @Test
  void closingTheOldOneEndsTheNew() throws IOException {
    misdirected.close();

    assertThat(socket.isClosed()).isTrue();
    peer.getOutputStream().write(1);
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.getOutputStream().write(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.getOutputStream().write(new byte[2]))
        .isInstanceOf(SocketException.class);
    assertThat(peer.getInputStream().available()).isZero();
  }

  @Test
  void closingItClosesBoth() throws IOException {
    socket.close();

    assertThat(misdirected.isClosed()).isTrue();
    assertThat(led.isClosed()).isTrue();
    assertThat(socket.isClosed()).isTrue();
  }
}
