package dev.trustconnect.cli.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Addresses that recently failed or didn't answer, which are tried last. Holds up to 1,024 of them
 * for a minute. Thread-safe.
 */
final class DeadAddresses {
  private final Cache<InetSocketAddress, Boolean> dead =
      Caffeine.newBuilder().maximumSize(1_024).expireAfterWrite(Duration.ofMinutes(1)).build();

  void add(InetSocketAddress address) {
    dead.put(address, true);
  }

  void remove(InetSocketAddress address) {
    dead.invalidate(address);
  }

  boolean contains(InetSocketAddress address) {
    return dead.getIfPresent(address) != null;
  }
}
