package dev.trustconnect.file;

import dev.trustconnect.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Files that are read again when they change: compared by time, size and content. A change counts
 * once two looks in a row have seen the same, so that a file that is being written isn't read half.
 * Thread-safe; blocks on the files.
 */
public final class WatchedFiles {
  private final List<Path> files;
  private final int maxBytes;
  private String read; // what they were like when they were read last; guarded by this
  private String seen; // what they were like at the last look; guarded by this

  /**
   * Files that are about to be read for the first time.
   *
   * @param maxBytes what is compared of each; a longer file can't be used anyway
   */
  public WatchedFiles(List<Path> files, int maxBytes) {
    this.files = List.copyOf(files);
    this.maxBytes = maxBytes;
    this.read = state();
    this.seen = read;
  }

  /**
   * Looks at the files. Whether they should be read: they have changed, and not since the last
   * look.
   */
  public synchronized boolean haveChanged() {
    String now = state();
    boolean stable = now.equals(seen);
    seen = now;
    return stable && !now.equals(read);
  }

  /**
   * Call it after reading them, whether that succeeded or not. Returns whether they are still as at
   * the last look, and counts them as read then; otherwise half of a change may have been read.
   */
  public synchronized boolean areStillAsSeen() {
    if (!seen.equals(state())) {
      return false;
    }
    read = seen;
    return true;
  }

  private String state() {
    StringBuilder state = new StringBuilder();
    for (Path file : files) {
      state.append(state(file)).append('\n');
    }
    return state.toString();
  }

  /** Time, size and digest of the file; its failure if it can't be read. */
  private String state(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        return "not a regular file"; // reading a pipe would block
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(maxBytes + 1);
      }
      return found.lastModifiedTime() + " " + found.size() + " " + Sha256.hex(bytes);
    } catch (IOException failed) {
      return failed.toString();
    }
  }
}
