package dev.trustconnect.cli.doctor;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.identity.IdentityException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy file, read.
 *
 * @param path as given; null if none was
 * @param file its content; null if it can't be used
 * @param problem why it can't be used; empty if it can
 * @param remedy what to do about that; empty if it can be used
 */
record ReadPolicy(@Nullable Path path, @Nullable PolicyFile file, String problem, String remedy) {
  static final ReadPolicy NONE = new ReadPolicy(null, null, "", "");

  /**
   * Reads a file.
   *
   * @throws IOException if it isn't there or can't be read
   */
  static ReadPolicy of(Path path) throws IOException {
    try {
      PolicyFile file = PolicyFile.read(path);
      file.identities().values().forEach(identity -> identity.open());
      return new ReadPolicy(path, file, "", "");
    } catch (PolicyFileException wrong) {
      PolicyFileException.Problem first = wrong.problems().get(0);
      int more = wrong.problems().size() - 1;
      return new ReadPolicy(
          path,
          null,
          "line "
              + first.line()
              + ": "
              + (first.field().isEmpty() ? "" : first.field() + ": ")
              + first.what()
              + (more == 0 ? "" : ", and " + more + " more"),
          first.remedy());
    } catch (IdentityException unusable) {
      return new ReadPolicy(
          path, null, String.valueOf(unusable.getMessage()), "correct the files of this identity");
    }
  }

  boolean isUnusable() {
    return path != null && file == null;
  }

  Optional<PolicyFile> usable() {
    return Optional.ofNullable(file);
  }
}
