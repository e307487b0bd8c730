package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** A part on disk, open and locked, so that no other process uses it. */
final class Part implements AutoCloseable {
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final FileChannel channel;

  private Part(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Creates an empty part with a new name, readable only by this user. */
  static Part create(PartNames names, SecureRandom random) throws IOException {
    while (true) {
      Path file = names.fresh(random);
      Part part = new Part(file, FileChannel.open(file, exclusive(), forUserAlone(file)));
      // Another process may have found it before it was locked, and removed it as a leftover.
      if (part.isLocked() && part.isStillThere()) {
        return part;
      }
      part.close();
    }
  }

  /** Opens a part of an earlier run; empty if another process uses it or it isn't ours. */
  static Optional<Part> open(Path file, Part ours) throws IOException {
    if (!isOurs(file, ours)) {
      return Optional.empty();
    }
    Part part = new Part(file, FileChannel.open(file, READ_WRITE));
    if (part.isLocked() && part.isStillThere() && isOurs(file, ours)) {
      return Optional.of(part);
    }
    part.close();
    return Optional.empty();
  }

  /**
   * Creates an empty file at {@code file}, readable only by this user.
   *
   * @throws IOException if {@code file} exists, even as a link
   */
  static void createEmpty(Path file) throws IOException {
    FileChannel.open(file, exclusive(), forUserAlone(file)).close();
  }

  private static Set<OpenOption> exclusive() {
    return Set.of(
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static FileAttribute<?>[] forUserAlone(Path file) {
    return OutputFile.isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Whether only this user can have created and changed a file: a regular file with one name, with
   * the owner of {@code known}, not accessible to others. Anything else may be another user's file.
   */
  static boolean isOurs(Path file, Part known) {
    try {
      BasicFileAttributes basic =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!basic.isRegularFile() || !OutputFile.isPosix(file)) {
        return basic.isRegularFile();
      }
      var there = Files.readAttributes(file, "unix:mode,nlink,uid", LinkOption.NOFOLLOW_LINKS);
      var own = Files.getAttribute(known.file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return own.equals(there.get("uid"))
          && Integer.valueOf(1).equals(there.get("nlink"))
          && there.get("mode") instanceof Integer mode
          && (mode & 0777) == 0600;
    } catch (IOException gone) {
      return false;
    }
  }

  private boolean isLocked() throws IOException {
    try {
      FileLock lock = channel.tryLock(); // released with the channel
      return lock != null;
    } catch (OverlappingFileLockException here) {
      return false;
    }
  }

  private boolean isStillThere() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  Path file() {
    return file;
  }

  Path state() {
    return PartNames.stateOf(file);
  }

  long size() throws IOException {
    return channel.size();
  }

  int read(ByteBuffer into, long position) throws IOException {
    return channel.read(into, position);
  }

  void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  void cutTo(long bytes) throws IOException {
    var unused = channel.truncate(bytes);
  }

  void force() throws IOException {
    channel.force(true);
  }

  /** Deletes it and its state; it stays locked until it is closed. */
  void delete() throws IOException {
    cutTo(0); // frees the space even if the name can't be removed
    Files.deleteIfExists(file);
    Files.deleteIfExists(state());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
