package dev.trustconnect.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Sources of client identities. Files are read once when the source is created, and again when they
 * change, while a {@code TrustConnect} uses it; if that fails, the last good identity stays.
 */
public final class Identities {
  static final int MAX_BYTES = 1 << 20;

  private Identities() {}

  /**
   * From one PEM file with the private key and the chain, in any order of key and chain, as the
   * credential bundles of Kubernetes pod certificates. Blocks on the file.
   *
   * @throws IdentityException if the file can't be read or used; the message names it
   */
  public static IdentitySource pem(Path bundle) {
    return new FileIdentity(List.of(bundle), Identities::pem);
  }

  /**
   * From two PEM files, such as {@code tls.crt} and {@code tls.key}. While they are being replaced,
   * one after the other, the key doesn't fit the certificate and the last good pair stays. Blocks
   * on the files.
   *
   * @throws IdentityException if a file can't be read or used; the message names them
   */
  public static IdentitySource pem(Path chain, Path key) {
    return new FileIdentity(List.of(chain, key), Identities::pem);
  }

  /**
   * From a PKCS#12 file with exactly one key. Blocks on the file.
   *
   * @param password is asked for the password whenever the file is read, by several threads but one
   *     at a time; its array is filled with zeros afterwards
   * @throws IdentityException if the file can't be read or used; the message names it
   */
  public static IdentitySource pkcs12(Path file, Supplier<char[]> password) {
    Objects.requireNonNull(password);
    return new FileIdentity(
        List.of(file), files -> Pkcs12Identity.read(bytes(files.get(0)), password));
  }

  /**
   * The same with a fixed password, of which a copy is kept to read the file again.
   *
   * @throws IdentityException if the file can't be read or used; the message names it
   */
  public static IdentitySource pkcs12(Path file, char[] password) {
    char[] kept = password.clone();
    return pkcs12(file, kept::clone);
  }

  /** An identity that stays the same. */
  public static IdentitySource of(ClientIdentity identity) {
    Objects.requireNonNull(identity);
    return () -> identity;
  }

  /**
   * From a supplier, such as a client of the SPIFFE Workload API; see {@link
   * IdentitySource#current} for what it must obey.
   */
  public static IdentitySource of(Supplier<ClientIdentity> supplier) {
    Objects.requireNonNull(supplier);
    return supplier::get;
  }

  private static ClientIdentity pem(List<Path> files) throws IOException {
    List<byte[]> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(bytes(file));
    }
    return PemIdentity.read(texts);
  }

  static byte[] bytes(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("not a regular file"); // a pipe would block
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("larger than 1 MiB");
    }
    return bytes;
  }
}
