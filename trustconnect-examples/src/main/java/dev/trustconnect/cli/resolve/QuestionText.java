package dev.trustconnect.cli.resolve;

import dev.trustconnect.name.HostName;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Reads DNS names and types as people write them. */
final class QuestionText {
  private static final int MAX_TYPE = 65535;

  private QuestionText() {}

  /**
   * Any DNS name, absolute whether or not its last dot is written: {@code \DDD} is a byte, {@code
   * .} the root. A name with letters beyond ASCII is one of a host (UTS 46).
   *
   * @throws IllegalArgumentException if it isn't a name
   */
  static Name name(String text) {
    if (text.isEmpty() || text.equals("@")) {
      throw new IllegalArgumentException("'" + text + "' isn't a name; write the root as '.'");
    }
    if (text.chars().anyMatch(c -> c > 0x7f)) {
      return parsed(text, HostName.parse(text).ascii());
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "a name holds no space or control character as such; write it as \\DDD, a space as"
              + " \\032");
    }
    return parsed(text, text);
  }

  private static Name parsed(String text, String ascii) {
    try {
      return Name.fromString(ascii, Name.root);
    } catch (TextParseException malformed) {
      throw new IllegalArgumentException(
          "'" + text + "' isn't a DNS name: " + reason(malformed, ascii), malformed);
    }
  }

  /** dnsjava says what and then why; the what is said already. */
  private static String reason(TextParseException malformed, String ascii) {
    String message = String.valueOf(malformed.getMessage());
    String start = "'" + ascii + "': ";
    return message.startsWith(start) ? message.substring(start.length()) : message;
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
