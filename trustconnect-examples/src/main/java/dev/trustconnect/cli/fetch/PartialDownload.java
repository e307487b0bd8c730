package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The received bytes of a download, which are hashed as they are written. They are in a temporary
 * file of this process. An earlier run's bytes are resumed only if this user wrote them, no other
 * run uses them, and they have the stored hash. Not thread-safe.
 */
final class PartialDownload implements AutoCloseable {
  /** The state is stored after this many bytes, so that a killed process loses no more. */
  private static final long NOTED_EVERY = 8L << 20;

  private final OutputFile output;
  private final String url;
  private final Part part;
  private final @Nullable Set<PosixFilePermission> fresh;

  private MessageDigest digest = Sha256.start();
  private Version version = new Version("", -1, "");
  private long bytes;
  private long noted;
  private boolean over;

  private PartialDownload(
      OutputFile output, String url, Part part, @Nullable Set<PosixFilePermission> fresh) {
    this.output = output;
    this.url = url;
    this.part = part;
    this.fresh = fresh;
  }

  /**
   * Opens the earlier bytes of {@code url} for {@code output}, or an empty download if there is
   * nothing to resume.
   *
   * @throws IOException if nothing can be written there
   */
  static PartialDownload open(OutputFile output, String url) throws IOException {
    PartNames names = PartNames.of(output);
    SecureRandom random = new SecureRandom();
    String fingerprint = Sha256.of(url);
    Set<PosixFilePermission> fresh = permissionsOfNewFiles(names.fresh(random));
    Part empty = Part.create(names, random);
    for (Path left : names.all(PartNames.PART)) {
      Part part = left.equals(empty.file()) ? null : Part.open(left, empty).orElse(null);
      if (part == null) {
        continue;
      }
      PartialDownload kept = new PartialDownload(output, fingerprint, part, fresh);
      if (kept.resumes()) {
        delete(empty);
        return kept;
      }
      delete(part);
    }
    deleteOrphans(names, empty);
    return new PartialDownload(output, fingerprint, empty, fresh);
  }

  /** Deletes states of parts that were published just before their process was killed. */
  private static void deleteOrphans(PartNames names, Part empty) throws IOException {
    for (Path state : names.all(PartNames.STATE)) {
      if (Part.isOurs(state, empty)
          && !Files.exists(PartNames.partOf(state), LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(state);
      }
    }
  }

  private static void delete(Part part) throws IOException {
    try (part) {
      part.delete();
    }
  }

  /** Java has no access to the umask, so a file is created to see its effect. */
  private static @Nullable Set<PosixFilePermission> permissionsOfNewFiles(Path probe)
      throws IOException {
    if (!OutputFile.isPosix(probe)) {
      return null;
    }
    Files.createFile(probe);
    try {
      return Files.getPosixFilePermissions(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  /** Whether this part's bytes match its state; if so, the download continues after them. */
  private boolean resumes() throws IOException {
    Optional<PartState> found =
        Part.isOurs(part.state(), part) ? PartState.read(part.state()) : Optional.empty();
    if (found.isEmpty() || !found.get().url().equals(url) || found.get().bytes() > part.size()) {
      return false;
    }
    PartState state = found.get();
    MessageDigest read = Sha256.start();
    if (!digestOf(state.bytes(), read) || !Sha256.soFar(read).equals(state.sha256())) {
      return false;
    }
    part.cutTo(state.bytes());
    digest = read;
    version = state.version();
    bytes = state.bytes();
    noted = state.bytes();
    return bytes > 0;
  }

  private boolean digestOf(long length, MessageDigest into) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    for (long at = 0; at < length; ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), length - at));
      int n = part.read(chunk, at);
      if (n < 0) {
        return false;
      }
      into.update(chunk.flip());
      at += n;
    }
    return true;
  }

  long bytes() {
    return bytes;
  }

  Version version() {
    return version;
  }

  /** Drops all bytes, to start over with another version. */
  void restart(Version next) throws IOException {
    Files.deleteIfExists(part.state());
    part.cutTo(0);
    digest = Sha256.start();
    bytes = 0;
    noted = 0;
    version = next;
  }

  void write(ByteBuffer more) throws IOException {
    digest.update(more.duplicate());
    int length = more.remaining();
    part.write(more, bytes);
    bytes += length;
    if (bytes - noted >= NOTED_EVERY) {
      note();
    }
  }

  private void note() throws IOException {
    if (!version.canResume()) {
      return;
    }
    if (!Files.exists(part.state(), LinkOption.NOFOLLOW_LINKS)) {
      Part.createEmpty(part.state());
    }
    new PartState(url, version, bytes, Sha256.soFar(digest)).write(part.state());
    noted = bytes;
  }

  /** SHA-256 of the bytes that were written, in lower-case hex. */
  String sha256() {
    return Sha256.soFar(digest);
  }

  /** Moves the bytes to the output file, in one step. */
  void publish() throws IOException {
    part.force();
    output.publish(part.file(), fresh);
    over = true;
    Files.deleteIfExists(part.state());
  }

  /**
   * Keeps the bytes for a later run, if it can resume them.
   *
   * @return whether they are kept
   */
  boolean keep() throws IOException {
    if (bytes == 0 || !version.canResume()) {
      discard();
      return false;
    }
    note();
    over = true;
    return true;
  }

  /** Deletes the bytes. */
  void discard() throws IOException {
    if (!over) {
      over = true;
      part.delete();
    }
  }

  /** The file that has the bytes, for messages. */
  Path file() {
    return part.file();
  }

  /** Deletes the bytes unless they were published or kept. */
  @Override
  public void close() throws IOException {
    try (part) {
      discard();
    }
  }
}
