package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.SilentAddress;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting to a name one of whose addresses swallows every packet. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectingTest {
  private static final String HOST = "api.example.test";
  private static final String DEAD = "dead.example.test";

  private final TestInternet internet =
      new TestInternet(
          SignedWorld.builder()
              .zone(
                  "example.test",
                  zone -> zone.records("api A 127.0.1.10", "api A 127.0.1.11", "dead A 127.0.1.10"))
              .build());
  private final TlsPeer peer =
      TlsPeer.builder(internet.ca().server(HOST)).address("127.0.1.11").start();
  private final SilentAddress silent = silent();
  private final TrustConnect trust =
      internet
          .trust()
          .policies(TestInternet.policy(HOST).build(), TestInternet.policy(DEAD).build())
          .build();

  private SilentAddress silent() {
    try {
      return new SilentAddress("127.0.1.10", peer.port());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    trust.close();
    silent.close();
    peer.close();
  }

  @Test
  void addressThatDropsPacketsIsSkipped() throws IOException {
    for (TlsKit kit : new TlsKit[] {trust.tls(), trust.tls().only(HOST)}) {
      try (SSLSocket tls = (SSLSocket) kit.socketFactory().createSocket(HOST, peer.port())) {
        tls.startHandshake();
        assertThat(tls.getInetAddress().getHostAddress()).isEqualTo("127.0.1.11");
      }
    }
  }

  /** OkHttp closes the socket it made itself when its call's time is over or it is cancelled. */
  @Test
  @SuppressWarnings("try") // it is closed early: that is what a cancelled call does
  void closingTheFirstSocketEndsConnecting() throws Exception {
    try (ServerSocket stranger =
            new ServerSocket(silent.port(), 9, InetAddress.getByName("127.0.1.66"));
        Socket misdirected =
            trust
                .tls()
                .plainSockets()
                .createSocket(stranger.getInetAddress(), stranger.getLocalPort())) {
      CompletableFuture<Throwable> ended =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(
                      () ->
                          trust
                              .tls()
                              .reconnecting()
                              .socketFactory()
                              .createSocket(misdirected, DEAD, silent.port(), true)));
      awaitDialing();

      misdirected.close();

      assertThat(ended.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }
  }

  private static void awaitDialing() {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals("trustconnect-dial"))) {
      Thread.onSpinWait();
    }
  }

  /** A caller that waits half a second for a read doesn't wait longer for a connection. */
  @Test
  void readTimeoutOfTheFirstSocketBoundsConnecting() throws IOException {
    try (ServerSocket stranger =
            new ServerSocket(silent.port(), 9, InetAddress.getByName("127.0.1.66"));
        Socket misdirected =
            trust
                .tls()
                .plainSockets()
                .createSocket(stranger.getInetAddress(), stranger.getLocalPort())) {
      misdirected.setSoTimeout(500);

      assertThatThrownBy(
              () ->
                  trust
                      .tls()
                      .reconnecting()
                      .socketFactory()
                      .createSocket(misdirected, DEAD, silent.port(), true))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("500 ms");
    }
  }

  @Test
  void callersLimitAndCancellationEndConnecting() {
    assertThatThrownBy(
            () -> trust.tls().connect(DEAD, silent.port(), Duration.ofMillis(50), () -> false))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("50 ms");
    assertThatThrownBy(
            () -> trust.tls().connect(DEAD, silent.port(), Duration.ofDays(1), () -> true))
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
  }

  @Test
  void attemptsEndWithTheConnection() throws IOException {
    try (Socket connected =
        trust.tls().connect(HOST, peer.port(), Duration.ofSeconds(30), () -> false)) {
      assertThat(connected.getInetAddress().getHostAddress()).isEqualTo("127.0.1.11");
      while (Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("trustconnect-dial"))) {
        Thread.onSpinWait(); // the attempt at the silent address is closed
      }
    }
  }
}
