package dev.trustconnect.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to happen when a future ends, however it ends. */
final class LoggedCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedCallbacks.class);

  private LoggedCallbacks() {}

  /** Calls {@code sequel} with value or failure. What it throws would vanish, so it is logged. */
  @SuppressWarnings("FutureReturnValueIgnored") // it only repeats what the sequel is told
  static <T> void run(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> sequel) {
    future.whenComplete(
        (value, failure) -> {
          try {
            sequel.accept(value, failure);
          } catch (RuntimeException | Error e) {
            LOG.error("a DoH exchange lost its thread of events", e);
            throw e;
          }
        });
  }
}
