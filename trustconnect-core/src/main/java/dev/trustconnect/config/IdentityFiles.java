package dev.trustconnect.config;

import dev.trustconnect.identity.Identities;
import dev.trustconnect.identity.IdentitySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a policy file says that a client identity is. Reading a policy file doesn't read it.
 *
 * @param files a PEM bundle; a PEM chain and the PEM file of its key; or a PKCS#12 file
 * @param passwordEnv the environment variable with the password of a PKCS#12 file; empty for PEM
 */
public record IdentityFiles(List<Path> files, Optional<String> passwordEnv) {
  public IdentityFiles {
    files = List.copyOf(files);
  }

  /**
   * Reads the identity; it is read again whenever its files change, while a {@code TrustConnect}
   * uses it. Blocks on the files.
   *
   * @throws dev.trustconnect.identity.IdentityException if it can't be read or used
   */
  public IdentitySource open() {
    if (passwordEnv.isPresent()) {
      return Identities.pkcs12(files.get(0), () -> password(passwordEnv.get()));
    }
    return files.size() == 1
        ? Identities.pem(files.get(0))
        : Identities.pem(files.get(0), files.get(1));
  }

  /** Null if the variable isn't set. */
  @SuppressWarnings("NullAway") // the reader reports it with the file's name
  private static char[] password(String variable) {
    String password = System.getenv(variable);
    return password == null ? null : password.toCharArray();
  }
}
