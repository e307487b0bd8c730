package dev.trustconnect.pin;

import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** A digest that the verified path must contain, anywhere or at one level. Immutable. */
public sealed interface Pin permits SpkiPin, CertificatePin {
  /** Where in the path it may match. */
  Level level();

  /** Whether {@code path} contains it at {@link #level()}. */
  default boolean isIn(VerifiedPath path) {
    return wouldBeIn(path.certificates());
  }

  /**
   * Whether a path of these certificates would contain it. The certificates aren't verified: use
   * this only to choose among candidates that are still to be verified.
   *
   * @param candidate the certificates, the peer's own first
   */
  boolean wouldBeIn(List<X509Certificate> candidate);

  /** Where in a path a pin may match. */
  enum Level {
    /** The server's own certificate only. */
    LEAF("leaf:"),
    /** Intermediates and the root, but not the server's own certificate. */
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

    /** {@code text} without its level. {@code any:} is accepted on input but not printed. */
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
   * preceded by {@code leaf:} or {@code issuer:} if it may match only there; {@code any:} is the
   * default.
   *
   * @throws IllegalArgumentException if it is anything else; the message says what is wrong
   */
  static Pin parse(String text) {
    return Level.rest(text).startsWith(CertificatePin.PREFIX)
        ? CertificatePin.parse(text)
        : SpkiPin.parse(text);
  }

  /**
   * The pins that would match {@code path}, for a message: each with the subject of its
   * certificate, ready to paste into a policy. Pins of whole certificates are listed only if {@code
   * wanted} has any.
   */
  static String seenIn(VerifiedPath path, Collection<? extends Pin> wanted) {
    return PathPins.of(path, wanted);
  }
}
