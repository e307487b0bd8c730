package dev.trustconnect.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs callbacks on futures and logs what they throw. */
final class LoggedCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedCallbacks.class);

  private LoggedCallbacks() {}

  /**
   * Calls {@code callback} with the value or the failure. Logs what it throws, which would
   * otherwise be lost.
   */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // the returned stage only repeats what the callback gets
  static <T> void run(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> callback) {
    future.whenComplete(
        (value, failure) -> {
          try {
            callback.accept(value, failure);
          } catch (RuntimeException | Error e) {
            LOG.error("a callback of a DoH exchange failed", e);
            throw e;
          }
        });
  }
}
