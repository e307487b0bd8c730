package dev.trustconnect.pin;

import java.security.cert.X509Certificate;
import java.util.List;

/** Selects the certificates of a path that a level refers to. */
final class PinLevels {
  private PinLevels() {}

  static List<X509Certificate> certificates(List<X509Certificate> all, Pin.Level level) {
    return switch (level) {
      case LEAF -> all.subList(0, 1);
      case ISSUER -> all.subList(1, all.size());
      case ANY -> all;
    };
  }
}
