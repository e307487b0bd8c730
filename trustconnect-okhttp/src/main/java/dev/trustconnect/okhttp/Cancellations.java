package dev.trustconnect.okhttp;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Cancels a call when another is cancelled. From OkHttp 5.4 on, a listener reports a cancellation;
 * on older versions calls are polled ten times a second, on a daemon thread that ends when no call
 * is left. Thread-safe.
 */
final class Cancellations {
  private static final long MILLIS = 100;

  private final boolean watches = OkHttpAbilities.watchesCalls();
  private final ScheduledThreadPoolExecutor asking;

  Cancellations() {
    asking =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "trustconnect-cancellations");
              thread.setDaemon(true);
              return thread;
            });
    asking.setRemoveOnCancelPolicy(true);
    asking.setKeepAliveTime(10, TimeUnit.SECONDS);
    asking.allowCoreThreadTimeOut(true);
  }

  /**
   * From now on {@code to} is cancelled when {@code from} is.
   *
   * @return ends the asking; a watched call is watched to its end
   */
  Runnable carry(Call from, Call to) {
    Runnable end = watches ? watched(from, to) : asked(from, to);
    if (from.isCanceled()) { // before we were listening
      to.cancel();
    }
    return end;
  }

  private static Runnable watched(Call from, Call to) {
    from.addEventListener(
        new EventListener() {
          @Override
          public void canceled(Call cancelled) {
            to.cancel();
          }
        });
    return () -> {};
  }

  private Runnable asked(Call from, Call to) {
    Future<?> asked =
        asking.scheduleWithFixedDelay(
            () -> {
              if (from.isCanceled()) {
                to.cancel();
              }
            },
            MILLIS,
            MILLIS,
            TimeUnit.MILLISECONDS);
    return () -> asked.cancel(false);
  }
}
