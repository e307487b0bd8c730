package dev.trustconnect.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps handshakes with one address apart, whatever their endpoints: a row gets a place in the
 * queue of its address. A second look needs none: it is made as soon as the last handshake is long
 * enough ago. Guarded by the engine's lock.
 */
final class AddressGaps {
  private static final int FEW = 64;

  private final long gap;
  private final Map<String, Queue> queues = new HashMap<>();
  private int limit = FEW;

  /** The queue of one address, in times. */
  private static final class Queue {
    private long last; // handshake
    private long free;
    private long freeAgain;

    private Queue(long gap, long now) {
      last = now - gap;
      free = now;
      freeAgain = now;
    }

    private boolean isOver(long gap, long now) {
      return now - last > gap && now - free > 0 && now - freeAgain > 0;
    }
  }

  AddressGaps(long gap) {
    this.gap = gap;
  }

  private Queue queue(String address, long now) {
    return queues.computeIfAbsent(address, first -> new Queue(gap, now));
  }

  /** When the next handshake with the address may be made; that time is taken then. */
  long reserve(String address, long now) {
    Queue queue = queue(address, now);
    long slot = later(queue.free, now);
    queue.free = slot + gap;
    return slot;
  }

  /** The earliest time for a second look, which needs no place in the queue. */
  long soonest(String address, long now) {
    return later(queue(address, now).last + gap, now);
  }

  /** A later time for a due handshake, if another one was just made. */
  long again(String address, long now) {
    Queue queue = queue(address, now);
    long slot = later(later(queue.freeAgain, queue.last + gap), now);
    queue.freeAgain = slot + gap; // or all that have to wait would come at once, again and again
    return slot;
  }

  /** A handshake is made now. */
  void make(String address, long now) {
    queue(address, now).last = now;
    if (queues.size() > limit) {
      queues.values().removeIf(queue -> queue.isOver(gap, now));
      limit = Math.max(FEW, 2 * queues.size());
    }
  }

  private static long later(long one, long other) {
    return one - other < 0 ? other : one;
  }
}
