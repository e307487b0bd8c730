package dev.trustconnect.cli.probe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;

/**
 * A handshake with a limit on the whole of it. A limit on reads alone doesn't end one with a peer
 * that drips bytes.
 */
final class TimelyHandshake {
  private TimelyHandshake() {}

  /**
   * Makes the handshake. Blocks for {@code limit} at most; the caller closes the socket.
   *
   * @throws SocketTimeoutException if it hasn't ended by then
   * @throws IOException what the handshake threw
   */
  static void complete(SSLSocket socket, Duration limit) throws IOException {
    FutureTask<Boolean> handshake =
        new FutureTask<>(
            () -> {
              socket.startHandshake();
              return true;
            });
    Thread thread = new Thread(handshake, "probe-handshake");
    thread.setDaemon(true); // it ends when its socket is closed
    thread.start();
    try {
      boolean unused = handshake.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new SocketTimeoutException(
          "no end of the TLS handshake within " + limit.toMillis() + " ms");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted during the TLS handshake");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException ended) {
        throw ended;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
