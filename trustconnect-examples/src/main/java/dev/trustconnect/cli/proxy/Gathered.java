package dev.trustconnect.cli.proxy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that have come and wait for the rest of what they belong to; bounded. */
final class Gathered {
  private final int max;
  private byte[] bytes = new byte[512];
  private int size;

  Gathered(int max) {
    this.max = max;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** How many more there is room for. */
  int room() {
    return max - size;
  }

  /** Takes from {@code from} what there is room for. */
  void take(ByteBuffer from) {
    int taken = Math.min(from.remaining(), room());
    if (size + taken > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(max, Math.max(2 * bytes.length, size + taken)));
    }
    from.get(bytes, size, taken);
    size += taken;
  }

  /** Forgets the first ones. */
  void drop(int first) {
    System.arraycopy(bytes, first, bytes, 0, size - first);
    size -= first;
  }

  /** The first ones, which are forgotten. */
  ByteBuffer pull(int first) {
    ByteBuffer pulled = ByteBuffer.wrap(Arrays.copyOf(bytes, first));
    drop(first);
    return pulled;
  }
}
