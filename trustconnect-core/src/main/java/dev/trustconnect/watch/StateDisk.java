package dev.trustconnect.watch;

import java.io.IOException;

/** Where a state's bytes are; a seam for disks that fail. Used under the state's lock. */
interface StateDisk extends AutoCloseable {
  /** All bytes; none if there is no file yet. */
  byte[] read() throws IOException;

  /** Adds bytes at the end. After an exception some of them may be there. */
  void append(byte[] bytes) throws IOException;

  /** Waits until all that was written survives a loss of power. */
  void force() throws IOException;

  /** Cuts what follows after {@code length} bytes. */
  void truncate(long length) throws IOException;

  /** Replaces everything in one step. */
  void replace(byte[] bytes) throws IOException;

  /** Frees the disk for another watch. */
  @Override
  void close() throws IOException;
}
