package dev.trustconnect.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The system's files under a root directory, which is {@code /} unless another one is examined.
 *
 * @param root the directory that stands for {@code /}
 */
record RootFiles(Path root) {
  static final int MAX_BYTES = 256 * 1024;

  /**
   * The lines of a file; empty if there is none.
   *
   * @param path absolute, such as {@code /etc/hosts}
   * @throws IOException if it can't be read, isn't a regular file, or is larger than 256 KiB
   */
  Optional<List<String>> lines(String path) throws IOException {
    Path file = root.resolve(path.substring(1));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) { // opening a pipe would block
      throw new IOException("not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("larger than 256 KiB");
    }
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).lines().toList());
  }
}
