package dev.trustconnect.cli.proxy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A bounded buffer for the beginning of an incomplete message. */
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

  /** How many more bytes fit. */
  int room() {
    return max - size;
  }

  /** Takes as many bytes from {@code from} as fit. */
  void take(ByteBuffer from) {
    int taken = Math.min(from.remaining(), room());
    if (size + taken > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(max, Math.max(2 * bytes.length, size + taken)));
    }
    from.get(bytes, size, taken);
    size += taken;
  }

  /** Removes the first bytes. */
  void drop(int first) {
    System.arraycopy(bytes, first, bytes, 0, size - first);
    size -= first;
  }

  /** Removes and returns the first bytes. */
  ByteBuffer pull(int first) {
    ByteBuffer pulled = ByteBuffer.wrap(Arrays.copyOf(bytes, first));
    drop(first);
    return pulled;
  }
}
