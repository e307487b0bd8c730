package dev.trustconnect.cli.proxy;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints lines on its own thread, so that a slow reader delays nothing else. Holds {@value
 * #MAX_WAITING} lines; more are lost, counted and reported. Thread-safe.
 */
final class LineWriter implements AutoCloseable {
  private static final int MAX_WAITING = 10_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final PrintStream out;
  private final PrintStream lossesTo;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread = new Thread(this::run, "trustconnect-lines");

  /** Prints lines to {@code out}, and the number of lost lines to {@code lossesTo}. */
  LineWriter(PrintStream out, PrintStream lossesTo) {
    this.out = out;
    this.lossesTo = lossesTo;
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues a line. Doesn't block. */
  void print(String line) {
    if (!waiting.offer(line)) {
      lost.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (true) {
        write(waiting.take());
      }
    } catch (InterruptedException ending) {
      for (String line = waiting.poll(); line != null; line = waiting.poll()) {
        write(line);
      }
    }
  }

  private void write(String line) {
    out.println(line);
    if (waiting.isEmpty()) {
      out.flush();
    }
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      lossesTo.println(missing + " lines were lost: standard output is read too slowly");
    }
  }

  /** Prints the queued lines, for at most two seconds. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
