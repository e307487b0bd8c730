package dev.trustconnect.cli.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.Style;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * The explanation of a code.
 *
 * @param kind its category, such as {@code PIN}
 * @param isTemporary whether the same request may succeed in seconds or minutes
 * @param meaning what was found
 * @param remedy what to do, or what it suggests
 * @param ede the Extended DNS Error number (RFC 8914)
 */
record Explanation(
    String code, String kind, boolean isTemporary, String meaning, String remedy, OptionalInt ede) {
  /** A paragraph; ends with a line break. */
  String text(Style style) {
    StringBuilder text = new StringBuilder();
    text.append(style.strong(code)).append("  ").append(style.faint(kind)).append('\n');
    text.append("  means   ").append(meaning).append('\n');
    text.append("  do      ").append(remedy).append('\n');
    text.append("  retry   ").append(isTemporary ? "helps, later" : "won't help").append('\n');
    ede.ifPresent(number -> text.append("  EDE     ").append(number).append(" (RFC 8914)\n"));
    return text.toString();
  }

  /** One line, for a list; ends with a line break. */
  String line(Style style) {
    return "  " + style.strong(code) + " ".repeat(Math.max(1, 36 - code.length())) + meaning + '\n';
  }

  /** One line of JSON; every key is always present. */
  String json() {
    return JsonText.of(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStringField("code", code);
    json.writeStringField("kind", kind);
    json.writeBooleanField("temporary", isTemporary);
    json.writeStringField("meaning", meaning);
    json.writeStringField("remedy", remedy);
    if (ede.isPresent()) {
      json.writeNumberField("ede", ede.getAsInt());
    } else {
      json.writeNullField("ede");
    }
  }
}
