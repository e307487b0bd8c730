package dev.trustconnect.cli.audit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stops a run when the process receives Ctrl-C or SIGTERM, and delays the process's end until the
 * command has written what was found.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "audit-interruption");
  private volatile @Nullable AuditRun running;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void watch(AuditRun run) {
    running = run;
  }

  private void interrupt() {
    AuditRun run = running;
    if (run == null) {
      return;
    }
    run.stop();
    try {
      var unused = written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end: everything is written. */
  @Override
  public void close() {
    written.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException underWay) {
      // The process is ending, and the hook is running.
    }
  }
}
