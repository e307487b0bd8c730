package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file that a download is written to. As with curl, links are followed, an existing file keeps
 * its mode, and a new one gets its mode from the umask. Unlike with curl, the file is replaced in
 * one step, so that other hard links keep the old content.
 */
public final class OutputFile {
  private static final int MOST_LINKS = 40; // the limit of Linux
  private static final int STICKY_AND_OPEN = 01002;
  private static final Set<PosixFilePermission> GROUP =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE);

  private final Path file;

  private OutputFile(Path file) {
    this.file = file;
  }

  /**
   * Checks the file {@code name} without writing anything.
   *
   * @throws IOException if it can't be written; the message says why, without the name
   */
  public static OutputFile of(String name) throws IOException {
    if (name.equals("-")) {
      throw unfit("standard output can't hold a file back until it is checked; give a file");
    }
    if (name.isEmpty() || name.endsWith("/")) {
      throw unfit("it is a folder, not a file");
    }
    Path given;
    try {
      given = Path.of(name).toAbsolutePath();
    } catch (InvalidPathException unspeakable) {
      throw unfit("the name can't be written in this system's encoding");
    }
    refuseUnlessRegular(given);
    OutputFile place = new OutputFile(followed(given));
    place.refuseUnlessWritable();
    return place;
  }

  /**
   * Refuses FIFOs and devices: they receive bytes immediately, so nothing could be held back or
   * replaced.
   */
  private static void refuseUnlessRegular(Path given) throws IOException {
    BasicFileAttributes there = attributes(given);
    if (there != null && there.isDirectory()) {
      throw unfit("it is a folder");
    }
    if (there != null && !there.isRegularFile()) {
      throw unfit("it is a device, FIFO or socket, not a file");
    }
  }

  private static Path followed(Path given) throws IOException {
    Path at = given;
    for (int links = 0; links <= MOST_LINKS; links++) {
      BasicFileAttributes there = attributes(at, LinkOption.NOFOLLOW_LINKS);
      if (there == null || !there.isSymbolicLink()) {
        return at;
      }
      refusePlantedLink(at);
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    throw unfit("its links lead in a circle");
  }

  /**
   * Refuses a link that another user may have planted in a folder like /tmp, from a likely name to
   * one of our files. Linux refuses to follow it too (protected_symlinks).
   */
  private static void refusePlantedLink(Path link) throws IOException {
    Path folder = link.getParent();
    if (folder == null || !isPosix(link)) {
      return;
    }
    int mode = (Integer) Files.getAttribute(folder, "unix:mode");
    UserPrincipal owner = Files.getOwner(link, LinkOption.NOFOLLOW_LINKS);
    if ((mode & STICKY_AND_OPEN) == STICKY_AND_OPEN
        && !owner.equals(Files.getOwner(folder))
        && !owner.getName().equals(System.getProperty("user.name"))) {
      throw unfit("it is a link that another user put into a shared folder");
    }
  }

  private void refuseUnlessWritable() throws IOException {
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      throw unfit(folder + " isn't a folder");
    }
    if (!Files.isWritable(folder)) {
      throw unfit("the folder " + folder + " isn't writable for this user");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isWritable(file)) {
      throw unfit("it isn't writable for this user");
    }
  }

  /**
   * The attributes; null if there is no file. Throws if they can't be read, for example because the
   * name is too long.
   */
  private static @Nullable BasicFileAttributes attributes(Path path, LinkOption... options)
      throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, options);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (FileSystemException strange) {
      throw unfit(strange.getReason() == null ? "it can't be accessed" : strange.getReason());
    }
  }

  private static FileSystemException unfit(String why) {
    return new FileSystemException(null, null, why);
  }

  Path folder() {
    Path folder = file.getParent();
    return folder == null ? file : folder; // only the root has none, and it is a folder
  }

  /** The file's own name, without its folder. */
  String name() {
    return String.valueOf(file.getFileName());
  }

  /**
   * Moves {@code whole} to this file's name, in one step. A link that appeared there in the
   * meantime is replaced, not followed.
   *
   * @param fresh the permissions for a new file; null if the system has none
   */
  void publish(Path whole, @Nullable Set<PosixFilePermission> fresh) throws IOException {
    if (fresh != null) {
      takeOver(whole, fresh);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
      folder.force(true); // so that the new name survives a power loss
    } catch (IOException notHere) {
      // Not every system can synchronise a folder; the file itself was synchronised.
    }
  }

  /**
   * Sets group and owner as far as this user may, and then the mode, so that access is never wider
   * than before.
   */
  private void takeOver(Path whole, Set<PosixFilePermission> fresh) throws IOException {
    PosixFileAttributeView ours =
        Files.getFileAttributeView(whole, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      ours.setPermissions(fresh);
      return;
    }
    PosixFileAttributes old =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    try {
      ours.setGroup(old.group());
      ours.setOwner(old.owner());
    } catch (IOException notAllowed) {
      // Only root may change a file's owner; otherwise it belongs to this user, with the same mode.
    }
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    mode.addAll(old.permissions());
    if (!ours.readAttributes().group().equals(old.group())) {
      mode.removeAll(GROUP); // the old group's permissions aren't meant for another group
    }
    ours.setPermissions(mode);
  }

  /**
   * Writes the whole content under another name in the same folder and then moves it to this one.
   *
   * @throws IOException if it can't be written; nothing is left behind
   */
  public void write(byte[] content) throws IOException {
    Path whole = folder().resolve("." + name() + "-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          int unused = channel.write(rest);
        }
        channel.force(true);
      }
      publish(whole, isPosix(whole) ? Files.getPosixFilePermissions(whole) : null);
    } finally {
      boolean unused = Files.deleteIfExists(whole); // of what couldn't be moved
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
