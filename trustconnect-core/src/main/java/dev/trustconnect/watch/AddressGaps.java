package dev.trustconnect.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps handshakes with one address apart, whatever their endpoints: a row gets a place in the
 * queue of its address. Guarded by the engine's lock.
 */
final class AddressGaps {
  private final long gap;
  private final Map<String, Long> free = new HashMap<>();
  private int cleanedAt = 64;

  AddressGaps(long gap) {
    this.gap = gap;
  }

  /** When the next handshake with the address may be made; that time is taken then. */
  long reserve(String address, long now) {
    if (gap == 0) {
      return now;
    }
    Long next = free.get(address);
    long slot = next == null || next - now < 0 ? now : next;
    free.put(address, slot + gap);
    if (free.size() > cleanedAt) {
      free.values().removeIf(time -> time - now <= 0);
      cleanedAt = Math.max(64, 2 * free.size());
    }
    return slot;
  }
}
