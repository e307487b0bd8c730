package dev.trustconnect.identity;

import dev.trustconnect.file.FileNames;
import dev.trustconnect.file.TimelyReading;
import dev.trustconnect.file.WatchedFiles;
import dev.trustconnect.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An identity in files, which are read again when they change; {@link Identities} creates it. While
 * the files can't be used, the last good identity stays. Thread-safe.
 */
public final class FileIdentity implements IdentitySource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Path> files;
  private final Reader reader;
  private final TimelyReading timely = TimelyReading.within(PATIENCE);
  private final WatchedFiles watched;
  private volatile ClientIdentity current;
  private volatile @Nullable IdentityException problem;

  /** Reads an identity from files. */
  @FunctionalInterface
  interface Reader {
    ClientIdentity read(List<Path> files) throws IOException;
  }

  FileIdentity(List<Path> files, Reader reader) {
    this.files = List.copyOf(files);
    try {
      this.files.forEach(file -> FileNames.refusePem(file.toString()));
    } catch (IllegalArgumentException e) {
      throw new IdentityException(e.getMessage() + "; write it to a file", e);
    }
    this.reader = reader;
    try {
      this.watched = new WatchedFiles(this.files, Identities.MAX_BYTES, timely);
      this.current = read();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IdentityException(
          "identity " + this + ": interrupted while it was read", interrupted);
    }
  }

  @Override
  public ClientIdentity current() {
    return current;
  }

  /** Why the files as they are now aren't used; empty if they are. */
  public Optional<IdentityException> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Looks at the files, and reads them if they have changed and are no longer being written. Blocks
   * on the files for at most ten seconds each. {@code TrustConnect} calls this every five seconds.
   *
   * @return the problem of a change that this look has read; empty if there is none, or no change
   */
  public synchronized Optional<IdentityException> look() {
    try {
      return watched.haveChanged() ? replaced() : Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty(); // the next look finds the same change
    }
  }

  private Optional<IdentityException> replaced() throws InterruptedException {
    try {
      ClientIdentity changed = read();
      if (watched.areStillAsSeen()) {
        watched.countAsRead();
        current = changed;
        problem = null;
      }
      return Optional.empty();
    } catch (IdentityException unusable) {
      if (!watched.areStillAsSeen()) {
        return Optional.empty();
      }
      watched.countAsRead();
      problem = unusable;
      return Optional.of(unusable);
    }
  }

  private ClientIdentity read() throws InterruptedException {
    try {
      return timely.read(() -> reader.read(files));
    } catch (IOException e) {
      throw new IdentityException(
          "identity "
              + this
              + ": can't be read ("
              + SafeText.of(String.valueOf(e.getMessage()))
              + ")",
          e);
    } catch (IdentityException e) {
      throw new IdentityException("identity " + this + ": " + e.getMessage(), e);
    }
  }

  /** The names of the files. */
  @Override
  public String toString() {
    return files.stream().map(Path::toString).collect(Collectors.joining(" and "));
  }
}
