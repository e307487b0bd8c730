package dev.trustconnect.cli.fetch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a download when the process receives Ctrl-C or SIGTERM, and delays the process's end until
 * the command has printed what is kept.
 */
final class Interruption implements AutoCloseable {
  /** How long to wait: a download ends immediately unless it is waiting for a name or a disk. */
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "fetch-interruption");
  private volatile @Nullable Download running;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void watch(Download download) {
    running = download;
  }

  private void interrupt() {
    Download download = running;
    if (download == null) {
      return;
    }
    download.interrupt();
    try {
      var unused = reported.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end: the command has printed how it ended. */
  @Override
  public void close() {
    reported.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException underWay) {
      // The process is ending, and the hook is running.
    }
  }
}
