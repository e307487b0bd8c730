package dev.trustconnect.okhttp.sdk;

import java.util.concurrent.CompletableFuture;

/** Futures of SDKs. */
final class Futures {
  private Futures() {}

  /** {@code mapped}, whose cancellation reaches what it was made of. */
  static <T> CompletableFuture<T> following(
      CompletableFuture<?> source, CompletableFuture<T> mapped) {
    var unused =
        mapped.whenComplete(
            (value, failure) -> {
              if (mapped.isCancelled()) {
                source.cancel(true);
              }
            });
    return mapped;
  }
}
