package dev.trustconnect.cli.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that webhook messages are signed with, as Standard Webhooks 1.0 defines it. Immutable; no
 * method shows it.
 */
final class WebhookSecret {
  private static final int MAX_BYTES = 4096;
  private static final int SHORTEST = 24; // as Standard Webhooks demands
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    if (key.length < SHORTEST) {
      throw new IllegalArgumentException(
          "the secret has " + key.length + " bytes; it must have at least " + SHORTEST);
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads a file that only its owner may read: {@code whsec_} and Base64, or the secret itself. A
   * line end after it doesn't belong to it.
   *
   * @throws IOException if it can't be read, or others may read it
   * @throws IllegalArgumentException if it isn't a secret; the message doesn't quote it
   */
  static WebhookSecret read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    refuseIfOthersMayRead(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("larger than " + MAX_BYTES + " bytes: is it the right file?");
    }
    return of(new String(bytes, StandardCharsets.UTF_8).strip());
  }

  private static void refuseIfOthersMayRead(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class); // null on Windows
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> allowed = view.readAttributes().permissions();
    if (!PosixFilePermissions.fromString("rwx------").containsAll(allowed)) {
      throw new IOException(
          "other users may use this file ("
              + PosixFilePermissions.toString(allowed)
              + "); run chmod 600 on it");
    }
  }

  /** The secret in this text. */
  static WebhookSecret of(String text) {
    if (!text.startsWith(PREFIX)) {
      return new WebhookSecret(text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException malformed) { // its message quotes a character of the secret
      throw new IllegalArgumentException("what follows " + PREFIX + " isn't Base64");
    }
    return new WebhookSecret(key);
  }

  /** The value of the header {@code webhook-signature}. */
  String signature(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, impossible);
    }
  }

  @Override
  public String toString() {
    return "WebhookSecret";
  }
}
