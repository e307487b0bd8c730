package dev.trustconnect.examples;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A download on its way to a file: its bytes lie beside that under {@code .part}, and under {@code
 * .part-of} whose they are, until the whole takes the file's name at once.
 */
final class PartialFile {
  private final Path whole;
  private final Path bytes;
  private final Path origin;

  private PartialFile(Path whole) {
    this.whole = whole;
    this.bytes = whole.resolveSibling(whole.getFileName() + ".part");
    this.origin = whole.resolveSibling(whole.getFileName() + ".part-of");
  }

  /**
   * Looks whether {@code whole} could be written, before anything is asked of anybody.
   *
   * @throws IOException if not: it names the place
   */
  static PartialFile of(Path whole) throws IOException {
    Path absolute = whole.toAbsolutePath();
    Path folder = absolute.getParent();
    if (Files.isDirectory(absolute) || folder == null) {
      throw new FileAlreadyExistsException(whole.toString(), null, "it is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is no folder");
    }
    if (!Files.isWritable(folder)) {
      throw new FileSystemException(folder.toString(), null, "not writable for this user");
    }
    return new PartialFile(absolute);
  }

  /** How many bytes of {@code url} there are from before; 0 if none, or nobody can tell. */
  long size(String url) throws IOException {
    return validator(url).isEmpty() || !Files.exists(bytes) ? 0 : Files.size(bytes);
  }

  /** What tells one version of {@code url} from another; empty if nothing is known of it. */
  String validator(String url) throws IOException {
    if (!Files.exists(origin)) {
      return "";
    }
    List<String> lines = Files.readAllLines(origin, StandardCharsets.UTF_8);
    return lines.size() == 2 && lines.get(0).equals(fingerprint(url)) ? lines.get(1) : "";
  }

  /** Open for more bytes of this version, after those there are or in their place. */
  FileChannel open(String url, String validator, boolean append) throws IOException {
    FileChannel channel =
        append
            ? FileChannel.open(bytes, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
            : FileChannel.open(
                bytes,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    Files.write(origin, List.of(fingerprint(url), validator), StandardCharsets.UTF_8);
    return channel;
  }

  /** A URL may hold a token, which has no business on the disk. */
  private static String fingerprint(String url) {
    return HexFormat.of().formatHex(sha256Digest().digest(url.getBytes(StandardCharsets.UTF_8)));
  }

  /** SHA-256 of all bytes there are, in lower-case hex. */
  String sha256() throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] chunk = new byte[1 << 16];
    try (var in = Files.newInputStream(bytes)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Gives the whole its name, in one step; what had it is replaced. */
  void publish() throws IOException {
    Files.move(bytes, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(origin);
  }

  /** Leaves nothing behind. */
  void discard() throws IOException {
    Files.deleteIfExists(bytes);
    Files.deleteIfExists(origin);
  }
}
