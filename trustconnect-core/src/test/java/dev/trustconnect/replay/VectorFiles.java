package dev.trustconnect.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Third-party data that tests read in place: never copied into the project, absent for most people.
 */
final class VectorFiles {
  private static final String DEFAULT = "../shared/vectors";

  private VectorFiles() {}

  /**
   * The files of {@code folder} whose names end in {@code suffix}, in order; empty when the folder
   * is absent.
   *
   * <p>Looked for under {@code -Dtrustconnect.vectors}, by default {@value #DEFAULT}; a relative
   * path starts at the project's root, wherever the tests were started.
   */
  static List<Path> in(String folder, String suffix) {
    Path directory = directory().resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the vectors are, or would be. */
  static Path directory() {
    String configured = System.getProperty("trustconnect.vectors", "");
    return projectRoot().resolve(configured.isBlank() ? DEFAULT : configured).normalize();
  }

  /** The reactor's folder: the outermost in an unbroken line of folders with a POM. */
  private static Path projectRoot() {
    Path root = Path.of("").toAbsolutePath();
    for (Path up = root; up != null && Files.exists(up.resolve("pom.xml")); up = up.getParent()) {
      root = up;
    }
    return root;
  }
}
