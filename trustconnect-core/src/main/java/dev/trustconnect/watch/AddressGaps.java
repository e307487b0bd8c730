package dev.trustconnect.watch;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps handshakes with one address apart, whatever their endpoints: a row gets a place in the
 * queue of its address, and a second look goes before those that wait. Guarded by the engine's
 * lock.
 */
final class AddressGaps {
  private static final int FEW = 64;

  private final long gap;
  private final Map<String, Long> free = new HashMap<>();
  private final Map<String, Long> made = new HashMap<>();
  private int limit = FEW;

  AddressGaps(long gap) {
    this.gap = gap;
  }

  /** When the next handshake with the address may be made; that time is taken then. */
  long reserve(String address, long now) {
    long slot = later(free.get(address), now);
    free.put(address, slot + gap);
    return slot;
  }

  /** The soonest that one may be made, before those that wait: for a second look. */
  long soonest(String address, long now) {
    Long last = made.get(address);
    return later(last == null ? null : last + gap, now);
  }

  /** A handshake is made now. */
  void make(String address, long now) {
    made.put(address, now);
    if (made.size() + free.size() > limit) {
      made.values().removeIf(time -> now - time > gap);
      free.values().removeIf(time -> now - time > 0);
      limit = Math.max(FEW, 2 * (made.size() + free.size()));
    }
  }

  private static long later(@Nullable Long time, long now) {
    return time == null || time - now < 0 ? now : time;
  }
}
