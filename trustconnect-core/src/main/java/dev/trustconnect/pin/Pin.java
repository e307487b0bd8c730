package dev.trustconnect.pin;

import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** A digest that the verified path must hold, somewhere or at one level. */
public sealed interface Pin permits SpkiPin, CertificatePin {
  /** Where in the path it may match. */
  Level level();

  /** Whether {@code path} holds it, at {@link #level()}. */
  default boolean isIn(VerifiedPath path) {
    return wouldBeIn(path.certificates());
  }

  /**
   * Whether a path of these certificates would hold it. Proves nothing about them: use it to choose
   * among candidates that are still to be verified.
   *
   * @param candidate the peer's own certificate first
   */
  boolean wouldBeIn(List<X509Certificate> candidate);

  /** Where in a path a pin may match. */
  enum Level {
    /** The server's own certificate only. */
    LEAF("leaf:"),
    /** Whoever issued: intermediates and the root, not the server's own certificate. */
    ISSUER("issuer:"),
    /** Anywhere in the path. */
    ANY("");

    private static final String SPELT_ANY = "any:";

    private final String prefix;

    Level(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }

    /** {@code text} without its level; {@code any:} may be written, and isn't written by us. */
    static String rest(String text) {
      Level level = of(text);
      return text.startsWith(SPELT_ANY)
          ? text.substring(SPELT_ANY.length())
          : text.substring(level.prefix.length());
    }

    static Level of(String text) {
      if (text.startsWith(LEAF.prefix)) {
        return LEAF;
      }
      return text.startsWith(ISSUER.prefix) ? ISSUER : ANY;
    }
  }

  /**
   * Reads {@code sha256/<base64>} (a key) or {@code cert-sha256/<base64>} (a whole certificate),
   * with {@code leaf:} or {@code issuer:} before it if it may match there only; {@code any:} is the
   * same as nothing.
   *
   * @throws IllegalArgumentException if it is anything else; the message says what
   */
  static Pin parse(String text) {
    return Level.rest(text).startsWith(CertificatePin.PREFIX)
        ? CertificatePin.parse(text)
        : SpkiPin.parse(text);
  }

  /**
   * For a message: the pins that would match {@code path}, ready to paste, each with the subject of
   * its certificate; those of certificates only if {@code wanted} has any.
   */
  static String seenIn(VerifiedPath path, Collection<? extends Pin> wanted) {
    return PathPins.of(path, wanted);
  }
}
