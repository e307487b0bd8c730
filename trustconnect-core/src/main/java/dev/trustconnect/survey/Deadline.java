package dev.trustconnect.survey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes a socket when its time is over: a time limit on reads alone lets a peer drip bytes. */
final class Deadline implements AutoCloseable {
  private final CompletableFuture<Boolean> end;
  private volatile boolean over;

  private Deadline(CompletableFuture<Boolean> end) {
    this.end = end;
  }

  static Deadline closing(Socket socket, Duration limit) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Deadline deadline = new Deadline(end);
    var unusedClosing =
        end.completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS)
            .thenAccept(late -> deadline.end(late, socket));
    return deadline;
  }

  private void end(boolean late, Socket socket) {
    if (!late) {
      return;
    }
    over = true;
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // closing a plain socket doesn't fail
    }
  }

  /** Whether the time was over before the end. */
  boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    end.complete(false);
  }
}
