package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of the parts of an output file: hidden, in the same folder, and unguessable, so that no
 * link or file can be planted there.
 *
 * @param folder the folder of the output file
 * @param prefix the beginning of the names of this output file's parts, and of no others
 */
record PartNames(Path folder, String prefix) {
  static final String PART = ".part";
  static final String STATE = ".state";

  private static final Pattern UNGUESSABLE = Pattern.compile("[0-9a-f]{32}");
  private static final int MOST_SHOWN = 40;
  private static final int RANDOM_BYTES = 16;

  /** Short enough for any file system, however long the output file's own name is. */
  static PartNames of(OutputFile output) {
    String legible = output.name().replaceAll("[^A-Za-z0-9._-]", "_");
    return new PartNames(
        output.folder(),
        "."
            + legible.substring(0, Math.min(MOST_SHOWN, legible.length()))
            + "-"
            + Sha256.of(output.name()).substring(0, 16)
            + "-");
  }

  /** A new random name. */
  Path fresh(SecureRandom random) {
    byte[] unguessable = new byte[RANDOM_BYTES];
    random.nextBytes(unguessable);
    return folder.resolve(prefix + HexFormat.of().formatHex(unguessable) + PART);
  }

  /**
   * The existing files whose names {@link #fresh} may have created, as parts or as their states.
   */
  List<Path> all(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(prefix)
            && name.endsWith(ending)
            && UNGUESSABLE
                .matcher(name.substring(prefix.length(), name.length() - ending.length()))
                .matches()) {
          found.add(file);
        }
      }
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    return found;
  }

  static Path partOf(Path state) {
    String name = String.valueOf(state.getFileName());
    return state.resolveSibling(name.substring(0, name.length() - STATE.length()) + PART);
  }

  /** The file with the state of {@code part}. */
  static Path stateOf(Path part) {
    String name = String.valueOf(part.getFileName());
    return part.resolveSibling(name.substring(0, name.length() - PART.length()) + STATE);
  }
}
