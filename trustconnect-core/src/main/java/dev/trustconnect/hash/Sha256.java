package dev.trustconnect.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of the Java runtime. All methods are thread-safe. */
public final class Sha256 {
  private Sha256() {}

  /** A new digest for data in several parts; the digest isn't thread-safe. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The 32 bytes of the hash of {@code text} in UTF-8. */
  public static byte[] of(String text) {
    return begin().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash in lower-case hex: 64 characters. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(begin().digest(bytes));
  }

  /** The hash of {@code text} in UTF-8, in lower-case hex: 64 characters. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /** The hash in base64 with padding: 44 characters. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(begin().digest(bytes));
  }
}
