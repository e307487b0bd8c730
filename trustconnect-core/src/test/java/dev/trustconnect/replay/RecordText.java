package dev.trustconnect.replay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TTL;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Reads zone-file lines as the test bench does: names without a final dot are absolute, TTL and
 * class may lack.
 */
final class RecordText {
  private static final long DEFAULT_TTL = 3600;

  private RecordText() {}

  /** {@code text} without its comment; a semicolon in quotes or after a backslash is none. */
  static String withoutComment(String text) {
    return text.substring(0, end(text, ';'));
  }

  /** How many parentheses stay open in {@code text}, which has no comment. */
  static int openParentheses(String text) {
    int open = 0;
    int from = 0;
    while (true) {
      int at = from + end(text.substring(from), "()");
      if (at >= text.length()) {
        return open;
      }
      open += text.charAt(at) == '(' ? 1 : -1;
      from = at + 1;
    }
  }

  /**
   * The record in {@code line}; empty for one in the form of RFC 3597 that its type doesn't allow:
   * every resolver drops those.
   */
  static Optional<Record> record(String line) throws IOException {
    Deque<String> words = new ArrayDeque<>(split(line));
    Name owner = name(next(words));
    long ttl = DEFAULT_TTL;
    String word = next(words);
    while (isTtl(word) || DClass.value(word) >= 0) {
      if (isTtl(word)) {
        ttl = TTL.parseTTL(word);
      }
      word = next(words);
    }
    int type = type(word);
    if (words.contains("\\#")) {
      return unknownForm(owner, type, ttl, String.join(" ", words));
    }
    return Optional.of(OldForms.record(owner, type, ttl, new ArrayList<>(words)));
  }

  private static Optional<Record> unknownForm(Name owner, int type, long ttl, String data) {
    try {
      return Optional.of(Record.fromString(owner, type, DClass.IN, ttl, data, Name.root));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Name name(String text) throws TextParseException {
    return Name.fromString(text, Name.root);
  }

  static int type(String mnemonic) throws TextParseException {
    int type = Type.value(mnemonic, true);
    if (type < 0) {
      throw new TextParseException("unknown record type " + mnemonic);
    }
    return type;
  }

  /** Words at white space, quoted strings kept whole and with their quotes. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      int end = end(rest, " \t");
      words.add(rest.substring(0, end));
      rest = rest.substring(end).strip();
    }
    return words;
  }

  private static String next(Deque<String> words) throws TextParseException {
    if (words.isEmpty()) {
      throw new TextParseException("the record ends too early");
    }
    return words.pop();
  }

  private static boolean isTtl(String word) {
    return Character.isDigit(word.charAt(0));
  }

  private static int end(String text, char stop) {
    return end(text, String.valueOf(stop));
  }

  /** Where the first of {@code stops} stands outside quotes and escapes, or the text's length. */
  private static int end(String text, String stops) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && stops.indexOf(c) >= 0) {
        return i;
      }
    }
    return text.length();
  }
}
