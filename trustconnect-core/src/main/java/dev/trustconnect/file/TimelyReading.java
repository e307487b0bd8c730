package dev.trustconnect.file;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads each file on a separate daemon thread, and gives up a read that doesn't end: opening a
 * named pipe blocks until a process writes to it, and a file on a lost network share may block,
 * too. Neither can be interrupted. Thread-safe.
 */
public final class TimelyReading {
  private static final int MOST_STUCK = 4;

  private final Waiting waiting;
  private final AtomicInteger stuck = new AtomicInteger();

  /** Waits for a read. Returns false if it is to be given up. */
  @FunctionalInterface
  public interface Waiting {
    /** Returns once {@code read} is done, with true, or when it is to be given up, with false. */
    boolean isDone(CompletableFuture<?> read) throws InterruptedException;
  }

  /** Waits as {@code waiting} does. */
  public TimelyReading(Waiting waiting) {
    this.waiting = waiting;
  }

  /** Gives a read up after {@code patience}. */
  public static TimelyReading within(Duration patience) {
    return new TimelyReading(
        read -> {
          try {
            read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
          } catch (ExecutionException failed) {
            return true;
          } catch (TimeoutException late) {
            return false;
          }
        });
  }

  /**
   * What {@code reading} returns or throws.
   *
   * @throws IOException also if it is given up, or if too many that were given up haven't ended
   */
  public <T> T read(Callable<T> reading) throws IOException, InterruptedException {
    if (stuck.get() >= MOST_STUCK) {
      throw new IOException("not read: earlier reads that blocked haven't ended");
    }
    CompletableFuture<T> read = new CompletableFuture<>();
    stuck.incrementAndGet();
    Thread thread =
        new Thread(
            () -> {
              // Count it as ended before its caller can start the next one.
              try {
                T result = reading.call();
                stuck.decrementAndGet();
                read.complete(result);
              } catch (Throwable thrown) { // also an Error: read() throws it to its caller
                stuck.decrementAndGet();
                read.completeExceptionally(thrown);
              }
            },
            "trustconnect-file-read");
    thread.setDaemon(true);
    thread.start();
    if (!waiting.isDone(read)) {
      throw new IOException("given up, since reading blocks: is it a pipe?");
    }
    return result(read);
  }

  private static <T> T result(CompletableFuture<T> read) throws IOException, InterruptedException {
    try {
      return read.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }
}
