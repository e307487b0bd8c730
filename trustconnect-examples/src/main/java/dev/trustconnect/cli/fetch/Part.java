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

/** One part on disk, open and locked: as long as it is, no other process uses it. */
final class Part implements AutoCloseable {
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final FileChannel channel;

  private Part(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** An empty one under a name that never was, readable for this user alone. */
  static Part create(PartNames names, SecureRandom random) throws IOException {
    while (true) {
      Path file = names.fresh(random);
      Part part = new Part(file, FileChannel.open(file, exclusive(), forUserAlone(file)));
      // Another process may have found it before it was locked, and taken it for a leftover.
      if (part.isLocked() && part.isStillThere()) {
        return part;
      }
      part.close();
    }
  }

  /** One that an earlier run left; empty if another process uses it or it isn't ours. */
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
   * An empty file of ours at {@code file}, which must not exist.
   *
   * @throws IOException if it does, be it a link
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
   * Whether this user alone made a file and can change it: a plain one, under one name, of the same
   * owner as {@code known}, closed to others. Anything else may be somebody else's file.
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
      FileLock lock = channel.tryLock(); // ends with the channel
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

  /** Takes it and its state off the disk; it stays locked until it is closed. */
  void delete() throws IOException {
    cutTo(0); // gives the room back even if the name can't be removed
    Files.deleteIfExists(file);
    Files.deleteIfExists(state());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
