package dev.trustconnect.dnssec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/**
 * Reads DS and DNSKEY records from zone-file text (RFC 1035 §5.1), and from the files in which
 * Unbound tracks keys by RFC 5011. Reads entry by entry, so that each problem is reported with its
 * line. Use one for each text; not thread-safe.
 */
final class AnchorText {
  /** RFC 5011 §4: a key that was seen, but not for long enough to be trusted, isn't an anchor. */
  private static final Pattern KEY_STATE = Pattern.compile(";\\s*state\\s*=\\s*([^\\s;]*)");

  private static final Pattern ALL_REVOKED = Pattern.compile("(?m)^;;\\s*REVOKED\\b");
  private static final String VALID = "2"; // Unbound's numbers for the states of RFC 5011 §4.2
  private static final String MISSING = "3";
  private static final List<String> UNTRUSTED = List.of("0", "1", "4", "5");
  private static final Pattern OTHER_SYNTAX =
      Pattern.compile("(?i)^\\s*(trust-anchors|managed-keys|trusted-keys|<|trust-anchor:).*");

  private final String source;
  private final List<Anchor> anchors = new ArrayList<>();
  private final StringBuilder directives = new StringBuilder();
  private @Nullable Name owner;

  /** A record and the line it begins in. */
  record Anchor(Record record, int line) {}

  /** A whole entry: one line, or several within parentheses. */
  private record Entry(String text, String comments, int line) {}

  private AnchorText(String source) {
    this.source = source;
  }

  static List<Anchor> read(String text, String source) {
    AnchorText reading = new AnchorText(source);
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text; // a byte order mark
    reading.checkCharacters(whole);
    Matcher revoked = ALL_REVOKED.matcher(whole);
    if (revoked.find()) {
      throw TrustAnchorException.at(
          source,
          1 + (int) whole.substring(0, revoked.start()).chars().filter(c -> c == '\n').count(),
          "all keys of this zone were revoked; begin with a valid DS or DNSKEY again");
    }
    for (Entry entry : reading.entries(whole)) {
      reading.read(entry);
    }
    return reading.anchors;
  }

  /** Refuses characters at which some programs end a line or a comment and others don't. */
  private void checkCharacters(String text) {
    int line = 1;
    boolean comment = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineEnds = c == '\n' || (c == '\r' && text.startsWith("\n", i + 1));
      if (c == '\n') {
        line++;
        comment = false;
      } else if (c == ';') {
        comment = true;
      } else if (Character.isISOControl(c) && c != '\t' && !lineEnds) {
        throw TrustAnchorException.at(
            source,
            line,
            c == '\r'
                ? "a carriage return inside a line; save the file with LF or CR LF line ends"
                : "a control character (%02x); save the file as plain text in UTF-8"
                    .formatted((int) c));
      } else if (c > 0x7e && !comment) {
        throw TrustAnchorException.at(
            source, line, "a character that isn't ASCII (U+%04X) in a record".formatted((int) c));
      }
    }
  }

  private List<Entry> entries(String text) {
    List<Entry> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    StringBuilder comments = new StringBuilder();
    int depth = 0;
    int first = 1;
    String[] lines = text.split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      int comment = line.indexOf(';'); // records that we read have no quoted or escaped semicolon
      String before = comment < 0 ? line : line.substring(0, comment);
      comments.append(comment < 0 ? "" : line.substring(comment)).append('\n');
      entry.append(before).append('\n');
      for (int at = 0; at < before.length(); at++) {
        depth += before.charAt(at) == '(' ? 1 : before.charAt(at) == ')' ? -1 : 0;
      }
      if (depth <= 0) {
        entries.add(new Entry(entry.toString(), comments.toString(), first));
        entry.setLength(0);
        comments.setLength(0);
        depth = 0;
        first = i + 2;
      }
    }
    if (depth > 0) {
      throw TrustAnchorException.at(source, first, "a parenthesis that opens here isn't closed");
    }
    return entries;
  }

  private void read(Entry entry) {
    if (entry.text.isBlank()) {
      return;
    }
    if (entry.text.startsWith("$")) {
      directive(entry);
      return;
    }
    if (OTHER_SYNTAX.matcher(entry.text.stripTrailing()).matches()) {
      throw TrustAnchorException.at(
          source,
          entry.line,
          "not a record; write DS or DNSKEY records in zone-file syntax, such as Unbound's root.key"
              + " or the output of: dig . DNSKEY");
    }
    Record record = record(entry);
    if (record != null && isTrusted(entry)) {
      anchors.add(new Anchor(record, entry.line));
    }
  }

  private void directive(Entry entry) {
    if (!entry.text.startsWith("$TTL") && !entry.text.startsWith("$ORIGIN")) {
      throw TrustAnchorException.at(
          source, entry.line, "this directive isn't supported; only $TTL and $ORIGIN are");
    }
    parsed(entry, directives.toString() + entry.text);
    directives.append(entry.text);
  }

  private @Nullable Record record(Entry entry) {
    boolean ownerLeftOut = Character.isWhitespace(entry.text.charAt(0));
    if (ownerLeftOut && owner == null) {
      throw TrustAnchorException.at(source, entry.line, "a record without a name");
    }
    Record record = parsed(entry, directives.toString() + (ownerLeftOut ? owner : "") + entry.text);
    if (record != null) {
      owner = record.getName();
    }
    return record;
  }

  private @Nullable Record parsed(Entry entry, String text) {
    try (Master master =
        new Master(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), Name.root, 0)) {
      master.disableIncludes(true);
      master.expandGenerate(false);
      return master.nextRecord();
    } catch (TextParseException malformed) {
      throw TrustAnchorException.at(
          source,
          entry.line,
          String.valueOf(malformed.getMessage()).replaceFirst("^<none>:\\d+: ", ""));
    } catch (IOException | IllegalArgumentException malformed) {
      throw TrustAnchorException.at(source, entry.line, String.valueOf(malformed.getMessage()));
    }
  }

  /** RFC 5011 §4.2: a key that is missing for now is trusted; one not yet accepted isn't. */
  private boolean isTrusted(Entry entry) {
    Matcher state = KEY_STATE.matcher(entry.comments);
    if (!state.find() || VALID.equals(state.group(1)) || MISSING.equals(state.group(1))) {
      return true;
    }
    if (UNTRUSTED.contains(state.group(1))) {
      return false;
    }
    throw TrustAnchorException.at(
        source, entry.line, "a state that isn't one of RFC 5011: '" + state.group(1) + "'");
  }
}
