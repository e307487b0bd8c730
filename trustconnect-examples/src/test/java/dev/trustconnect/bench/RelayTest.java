package dev.trustconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes in comes out, whole and in order, in both directions at the same time. */
class RelayTest {
  private static final int BYTES = 3_000_000;

  /** A thread for each: they wait for each other, which the common pool has too few for. */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void bytesArriveUnchangedBothWaysAndSoDoesTheEnd() throws Exception {
    byte[] there = new byte[BYTES];
    byte[] back = new byte[BYTES];
    new Random(1).nextBytes(there);
    new Random(2).nextBytes(back);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Relay relay = new Relay(server.getLocalPort(), Duration.ofMillis(2))) {
      CompletableFuture<byte[]> arrived =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  CompletableFuture<Void> answer = sending(socket, back);
                  byte[] read = read(socket.getInputStream());
                  answer.join();
                  return read;
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              threads);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
        CompletableFuture<Void> question = sending(socket, there);
        assertThat(read(socket.getInputStream())).isEqualTo(back);
        question.join();
        assertThat(arrived.join()).isEqualTo(there);
        assertThat(socket.getInputStream().read()).as("the end").isEqualTo(-1);
      }
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(BYTES);
  }

  private CompletableFuture<Void> sending(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        threads);
  }
}
