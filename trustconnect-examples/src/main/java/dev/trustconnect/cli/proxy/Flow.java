package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One direction of a tunnel. It reads from one side only what the other side accepts. */
final class Flow {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final int CHUNK = 1 << 14;

  /** A limit, so that one busy tunnel doesn't starve the others. */
  private static final int MAX_ROUNDS = 8;

  private final End from;
  private final End to;
  private final Valve valve;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private ByteBuffer early;
  private ByteBuffer passing = NOTHING;
  private long bytes;
  private boolean hasEnded;
  private boolean isDone;

  /** One side of a tunnel, with its name for messages. */
  record End(String name, SocketChannel channel) {
    IOException cut(IOException cause) {
      return new IOException("the connection to the " + name + " was cut", cause);
    }
  }

  /** Decides what may pass, and when. */
  interface Valve {
    /** The part of the new bytes that may pass. */
    ByteBuffer pass(ByteBuffer in) throws Refused;

    /** The part of the held bytes that may pass now. */
    default ByteBuffer waiting() throws Refused {
      return NOTHING;
    }

    /** Whether bytes are being held. */
    default boolean isHolding() {
      return false;
    }

    /** How many more bytes {@link #pass} accepts. */
    default int room() {
      return Integer.MAX_VALUE;
    }

    /** Whether there is room for more. */
    default boolean hasRoom() {
      return room() > 0;
    }
  }

  /**
   * A flow.
   *
   * @param early bytes that have already been received
   */
  Flow(End from, End to, Valve valve, ByteBuffer early) {
    this.from = from;
    this.to = to;
    this.valve = valve;
    this.early = early;
  }

  /** Forwards available bytes; returns whether any were moved. */
  boolean move() throws IOException, Refused {
    boolean moved = false;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (!passing.hasRemaining()) {
        passing = early.hasRemaining() ? valve.pass(early) : valve.waiting();
      }
      if (passing.hasRemaining()) {
        moved |= write() > 0;
        if (passing.hasRemaining()) {
          return moved; // the other side isn't reading
        }
      } else if (!wantsToRead() || !read()) {
        break;
      } else {
        moved = true;
      }
    }
    if (hasEnded && !isDone && !passing.hasRemaining() && !valve.isHolding()) {
      isDone = true;
      shutDown();
    }
    return moved;
  }

  private int write() throws IOException {
    try {
      int written = to.channel().write(passing);
      bytes += written;
      return written;
    } catch (IOException e) {
      throw to.cut(e);
    }
  }

  private boolean read() throws IOException, Refused {
    int read;
    try {
      read = from.channel().read(chunk.clear().limit(Math.min(CHUNK, valve.room())));
    } catch (IOException e) {
      throw from.cut(e);
    }
    hasEnded = read < 0;
    passing = read > 0 ? valve.pass(chunk.flip()) : NOTHING;
    return read != 0;
  }

  private void shutDown() throws IOException {
    try {
      to.channel().shutdownOutput();
    } catch (IOException e) {
      throw to.cut(e);
    }
  }

  boolean wantsToRead() {
    return !hasEnded && !passing.hasRemaining() && valve.hasRoom();
  }

  boolean wantsToWrite() {
    return passing.hasRemaining();
  }

  /** Whether the sender has ended its half. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether everything has been forwarded. */
  boolean isDone() {
    return isDone;
  }

  /** The number of forwarded bytes. */
  long bytes() {
    return bytes;
  }
}
