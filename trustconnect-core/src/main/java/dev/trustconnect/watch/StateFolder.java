package dev.trustconnect.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state in a folder: {@code watch.state}, and {@code watch.lock}, which one watch at a time
 * holds. Only their owner may read them: they have the names of what is watched.
 */
final class StateFolder implements StateDisk {
  private static final int MAX_BYTES = 16 << 20;

  private final Path folder;
  private final Path file;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private @Nullable FileChannel channel;
  private long end = -1; // where the next line begins; -1 before the file is opened

  private StateFolder(Path folder, FileChannel lockChannel, FileLock lock) {
    this.folder = folder;
    this.file = folder.resolve("watch.state");
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * Takes the folder, creating it if it isn't there.
   *
   * @throws IOException also if another watch has it
   */
  static StateFolder take(Path folder) throws IOException {
    Files.createDirectories(folder, isPosix() ? only("rwx------") : new FileAttribute<?>[0]);
    FileChannel channel = open(folder.resolve("watch.lock"));
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          folder + ": another watch is using this state; give each watch a folder for itself");
    }
    return new StateFolder(folder, channel, lock);
  }

  private static FileChannel open(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + ": not a regular file"); // a link might lead to another's file
    }
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return FileChannel.open(path, options, isPosix() ? only("rw-------") : new FileAttribute<?>[0]);
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] only(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private FileChannel channel() throws IOException {
    if (channel == null) {
      channel = open(file);
      end = end < 0 ? channel.size() : end;
      channel.position(end);
    }
    return channel;
  }

  private interface Step {
    void run() throws IOException;
  }

  /**
   * Completes a step even if the thread is interrupted, and leaves it interrupted. An interrupt
   * closes a {@code FileChannel} and loses what is being written.
   */
  private void uninterrupted(Step step) throws IOException {
    boolean isInterrupted = Thread.interrupted();
    try {
      for (boolean isDone = false; !isDone; ) {
        try {
          step.run();
          isDone = true;
        } catch (ClosedByInterruptException again) {
          isInterrupted |= Thread.interrupted();
          closeChannel();
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  @Override
  public byte[] read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + ": not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": larger than 16 MiB; move it away to start without it");
    }
    return bytes;
  }

  @Override
  public void append(byte[] bytes) throws IOException {
    uninterrupted(
        () -> {
          FileChannel to = channel();
          to.truncate(end); // an interrupted step may have written a part
          to.position(end);
          write(to, bytes);
        });
    end += bytes.length;
  }

  private static void write(FileChannel to, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
  }

  @Override
  public void force() throws IOException {
    uninterrupted(() -> channel().force(false));
  }

  @Override
  public void truncate(long length) throws IOException {
    uninterrupted(
        () -> {
          channel().truncate(length);
          channel().position(length);
        });
    end = length;
  }

  @Override
  public void replace(byte[] bytes) throws IOException {
    uninterrupted(() -> replaceAll(bytes));
    end = bytes.length;
  }

  private void replaceAll(byte[] bytes) throws IOException {
    Path draft = folder.resolve("watch.state.new");
    Files.deleteIfExists(draft);
    try (FileChannel to = open(draft)) {
      write(to, bytes);
      to.force(true);
    } catch (IOException failed) {
      Files.deleteIfExists(draft);
      throw failed;
    }
    closeChannel();
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    if (isPosix()) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true); // the new name survives a loss of power too
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeChannel();
      lock.release();
    } finally {
      lockChannel.close();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
