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
 * The bytes of a download on their way to its file, hashed as they are written. They lie in a
 * temporary file of this process; what an earlier run left is resumed only if this user wrote it,
 * no other run uses it, and its bytes have the hash that was noted. Not thread-safe.
 */
final class PartialDownload implements AutoCloseable {
  /** After so many bytes the state is noted, so that a killed process loses no more. */
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
   * What is there of {@code url} for {@code output}, or an empty download if there is nothing that
   * can be resumed.
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

  /** States of parts that were published just before their process was killed. */
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

  /** Java can't be asked for the umask; a file that is created shows what it leaves. */
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

  /** Whether this part's bytes are those its state describes; it then continues after them. */
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

  /** Drops all bytes: those of another version come in their place. */
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

  /** Gives the bytes their file's name, in one step. */
  void publish() throws IOException {
    part.force();
    output.publish(part.file(), fresh);
    over = true;
    Files.deleteIfExists(part.state());
  }

  /**
   * Leaves the bytes for a later run, if one can resume them.
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

  /** Leaves nothing. */
  void discard() throws IOException {
    if (!over) {
      over = true;
      part.delete();
    }
  }

  /** Where the bytes are, for messages. */
  Path file() {
    return part.file();
  }

  /** Leaves nothing unless the bytes were published or kept. */
  @Override
  public void close() throws IOException {
    try (part) {
      discard();
    }
  }
}
