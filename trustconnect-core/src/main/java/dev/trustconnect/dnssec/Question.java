package dev.trustconnect.dnssec;

import dev.trustconnect.name.HostName;
import dev.trustconnect.text.SafeText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * One DNS question of class IN: an absolute name and a record type. Equality ignores case (RFC
 * 4343). Immutable.
 */
public final class Question {
  private static final int MAX_TYPE = 65_535;

  private final Name name;
  private final int type;

  /** A question about {@code name}, which is absolute. */
  Question(Name name, int type) {
    if (!name.isAbsolute()) {
      throw new IllegalArgumentException("a question needs an absolute name: " + name);
    }
    Type.check(type);
    this.name = name;
    this.type = type;
  }

  /**
   * Reads a name and a type, such as {@code _443._tcp.www.example.com TLSA}. The name is as in
   * {@link #of}; the type is a mnemonic in any case, or {@code TYPEnnn} (RFC 3597 §5).
   *
   * @throws QuestionSyntaxException if it isn't of this form; it has the place of the error
   */
  public static Question parse(String text) {
    int start = skip(text, 0, true);
    int end = skip(text, start, false);
    int typeStart = skip(text, end, true);
    int typeEnd = skip(text, typeStart, false);
    int rest = skip(text, typeEnd, true);
    if (rest < text.length()) {
      throw QuestionSyntaxException.at(rest, "text after the type; write NAME TYPE");
    }
    if (typeStart == typeEnd) {
      throw QuestionSyntaxException.at(typeStart, "write NAME TYPE, such as: www.example.com AAAA");
    }
    Name name;
    try {
      name = nameIn(text.substring(start, end));
    } catch (QuestionSyntaxException malformed) {
      throw QuestionSyntaxException.at(start, malformed);
    }
    return new Question(name, typeIn(text.substring(typeStart, typeEnd), typeStart));
  }

  private static int skip(String text, int from, boolean blanks) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t') == blanks) {
      at++;
    }
    return at;
  }

  /**
   * A question for records of {@code type} at {@code name}.
   *
   * @param name any DNS name, absolute with or without its last dot: {@code \DDD} is a byte, {@code
   *     .} the root. A name with letters beyond ASCII is read as a host name (UTS 46)
   * @param type the record type's number, 1 to 65535
   * @throws QuestionSyntaxException if the name can't be read
   * @throws IllegalArgumentException if the type is out of range
   */
  public static Question of(String name, int type) {
    if (type < 1 || type > MAX_TYPE) {
      throw new IllegalArgumentException("a record type is a number from 1 to 65535: " + type);
    }
    return new Question(nameIn(name), type);
  }

  private static Name nameIn(String text) {
    if (text.isEmpty() || text.equals("@")) {
      throw QuestionSyntaxException.at(0, "'" + text + "' isn't a name; write the root as '.'");
    }
    boolean beyondAscii = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw QuestionSyntaxException.at(
            i, "a space or control character in a name is written as \\DDD, a space as \\032");
      }
      beyondAscii |= c > 0x7f;
    }
    try {
      return Name.fromString(beyondAscii ? HostName.parse(text).ascii() : text, Name.root);
    } catch (TextParseException malformed) {
      throw notAName(text, why(malformed), malformed);
    } catch (IllegalArgumentException malformed) {
      throw notAName(text, malformed.getMessage(), malformed);
    }
  }

  private static QuestionSyntaxException notAName(
      String text, @Nullable String why, Exception cause) {
    String shown = "'" + SafeText.of(text) + "' isn't a DNS name: ";
    return new QuestionSyntaxException(1, shown + why, cause);
  }

  /** dnsjava quotes the text and then says why; the text is quoted already. */
  private static String why(TextParseException malformed) {
    String message = String.valueOf(malformed.getMessage());
    int quoted = message.lastIndexOf("': ");
    return quoted < 0 ? message : message.substring(quoted + 3);
  }

  private static int typeIn(String text, int start) {
    int type = Type.value(text);
    if (type < 1 || type > MAX_TYPE) {
      throw QuestionSyntaxException.at(
          start,
          "'"
              + SafeText.of(text)
              + "' isn't a record type; write a mnemonic such as MX, or TYPE1 to TYPE65535");
    }
    return type;
  }

  /** The name as text, without its last dot; {@code .} for the root. */
  public String owner() {
    return name.toString(true);
  }

  /** The record type's number, 1 to 65535. */
  public int type() {
    return type;
  }

  /** The same question for records of another type. */
  public Question withType(int other) {
    return new Question(name, other);
  }

  /** The same question at the name above, one label shorter; empty for the root. */
  public Optional<Question> parent() {
    return name.equals(Name.root)
        ? Optional.empty()
        : Optional.of(new Question(new Name(name, 1), type));
  }

  Name name() {
    return name;
  }

  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof Question that && type == that.type && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + type;
  }

  /** Name and type, which {@link #parse} reads. */
  @Override
  public String toString() {
    return name + " " + Type.string(type);
  }
}
