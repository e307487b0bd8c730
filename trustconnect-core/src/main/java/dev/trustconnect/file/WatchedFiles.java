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
 * once two looks in a row have seen the same, so that files that are being written aren't read
 * half. For one thread at a time; blocks on the files, but not for longer than its {@link
 * TimelyReading} waits.
 */
public final class WatchedFiles {
  private final List<Path> files;
  private final int maxBytes;
  private final TimelyReading timely;
  private String read; // what they were like when they were read last
  private String seen; // what they were like at the last look

  /**
   * Files that are about to be read for the first time.
   *
   * @param maxBytes what is compared of each; a longer file can't be used anyway
   */
  public WatchedFiles(List<Path> files, int maxBytes, TimelyReading timely)
      throws InterruptedException {
    this.files = List.copyOf(files);
    this.maxBytes = maxBytes;
    this.timely = timely;
    this.read = state();
    this.seen = read;
  }

  /** The files, as they were given. */
  public List<Path> files() {
    return files;
  }

  /**
   * Looks at the files. Whether they should be read: they have changed, and not since the last
   * look.
   */
  public boolean haveChanged() throws InterruptedException {
    String now = state();
    boolean stable = now.equals(seen);
    seen = now;
    return stable && !now.equals(read);
  }

  /**
   * Whether they are still as at the last look; if not, half of a change may have been read in
   * between.
   */
  public boolean areStillAsSeen() throws InterruptedException {
    return seen.equals(state());
  }

  /** Counts them, as they were at the last look, as read. */
  public void countAsRead() {
    read = seen;
  }

  /** The state of the files at the last look: equal texts for equal files. */
  public String seen() {
    return seen;
  }

  private String state() throws InterruptedException {
    StringBuilder state = new StringBuilder();
    for (Path file : files) {
      state.append(state(file)).append('\n');
    }
    return state.toString();
  }

  /** Time, size and digest of the file; its failure if it can't be read. */
  private String state(Path file) throws InterruptedException {
    try {
      return timely.read(() -> found(file));
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  private String found(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (!found.isRegularFile()) {
      return "not a regular file";
    }
    try (InputStream in = Files.newInputStream(file)) { // it may have become a pipe
      byte[] bytes = in.readNBytes(maxBytes + 1);
      return found.lastModifiedTime() + " " + found.size() + " " + Sha256.hex(bytes);
    }
  }
}
