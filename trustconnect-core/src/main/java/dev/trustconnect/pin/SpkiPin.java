package dev.trustconnect.pin;

import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * A SHA-256 digest of a subject public key (SubjectPublicKeyInfo), as pinned by RFC 7469 §2.4.
 *
 * @param level where in the path it may match
 * @param base64 the digest of 32 bytes, in base64 with padding
 */
public record SpkiPin(Level level, String base64) implements Pin {
  static final String PREFIX = "sha256/";

  public SpkiPin {
    Objects.requireNonNull(level);
    base64 = Digests.parse(base64, base64); // one spelling, so that equals() compares digests
  }

  /**
   * Reads {@code sha256/<base64>}, preceded by {@code leaf:} or {@code issuer:} if it may match
   * only there.
   *
   * @throws IllegalArgumentException if it is anything else; other digests are refused
   */
  public static SpkiPin parse(String text) {
    Level level = Level.of(text);
    String pin = Level.rest(text);
    if (!pin.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "a pin starts with [leaf:|issuer:|any:]" + PREFIX + ": " + text);
    }
    return new SpkiPin(level, Digests.parse(text, pin.substring(PREFIX.length())));
  }

  /** The pin of this certificate's key, at any level. */
  public static SpkiPin of(X509Certificate certificate) {
    return new SpkiPin(Level.ANY, Digests.ofKey(certificate));
  }

  /** The pins of all keys in {@code path}, the peer's first, at any level. */
  public static List<SpkiPin> allOf(VerifiedPath path) {
    return path.certificates().stream().map(SpkiPin::of).toList();
  }

  /** This digest, restricted to one level. */
  public SpkiPin at(Level level) {
    return new SpkiPin(level, base64);
  }

  @Override
  public boolean wouldBeIn(List<X509Certificate> candidate) {
    return PinLevels.certificates(candidate, level).stream()
        .anyMatch(certificate -> Digests.ofKey(certificate).equals(base64));
  }

  /** The spelling that {@link #parse} reads back. */
  @Override
  public String toString() {
    return level.prefix() + PREFIX + base64;
  }
}
