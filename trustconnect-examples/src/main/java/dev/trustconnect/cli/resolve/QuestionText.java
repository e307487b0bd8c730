package dev.trustconnect.cli.resolve;

import org.xbill.DNS.Type;

/** Reads types and writes names as people do. */
final class QuestionText {
  private static final int MAX_TYPE = 65535;

  private QuestionText() {}

  /** A name with its last dot, as zone files have it. */
  static String absolute(String owner) {
    return owner.equals(".") ? owner : owner + ".";
  }

  /**
   * A type's number by its mnemonic, in any case, or by {@code TYPEnnn} (RFC 3597 §5).
   *
   * @throws IllegalArgumentException if it isn't a record type, or is 0
   */
  static int type(String text) {
    int type = Type.value(text);
    if (type < 1 || type > MAX_TYPE) {
      throw new IllegalArgumentException(
          "'" + text + "' isn't a record type; write a mnemonic such as MX, or TYPE1 to TYPE65535");
    }
    return type;
  }
}
