package dev.trustconnect.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** A disk in memory that dies, or is full, at a chosen byte. */
final class FaultyDisk implements StateDisk {
  private byte[] bytes = new byte[0];
  private long room = Long.MAX_VALUE;
  private boolean isDead;
  private boolean diesWhenFull;
  private long written;

  /** The process has died: the disk throws what a watch doesn't catch. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** From now on only this many more bytes can be written; then the process dies. */
  void dieAfter(long more) {
    room = more;
    diesWhenFull = true;
  }

  /** From now on only this many more bytes fit. */
  void fullAfter(long more) {
    room = more;
    diesWhenFull = false;
  }

  /** The disk as another process finds it. */
  FaultyDisk afterRestart() {
    FaultyDisk next = new FaultyDisk();
    next.bytes = bytes.clone();
    return next;
  }

  /** How many bytes were written. */
  long written() {
    return written;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  void bytes(byte[] other) {
    bytes = other.clone();
  }

  @Override
  public byte[] read() {
    return bytes.clone();
  }

  @Override
  public void append(byte[] more) throws IOException {
    int fits = take(more.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes);
    all.write(more, 0, fits);
    bytes = all.toByteArray();
    fail(fits < more.length);
  }

  private int take(int length) {
    if (isDead) {
      throw new Died();
    }
    int fits = (int) Math.min(room, length);
    room -= fits;
    written += fits;
    return fits;
  }

  private void fail(boolean tooMuch) throws IOException {
    if (tooMuch && diesWhenFull) {
      isDead = true;
      throw new Died();
    }
    if (tooMuch) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void force() {
    if (isDead) {
      throw new Died();
    }
  }

  @Override
  public void truncate(long length) {
    if (isDead) {
      throw new Died();
    }
    bytes = Arrays.copyOf(bytes, (int) length);
  }

  @Override
  public void replace(byte[] whole) throws IOException {
    int fits = take(whole.length);
    fail(fits < whole.length); // the draft is incomplete: the file stays
    bytes = whole.clone();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "watch.state";
  }
}
