package dev.trustconnect.cli.terminal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.regex.Pattern;

/** Texts of SARIF 2.1.0 that are shown as they are. */
public final class SarifText {
  private static final Pattern OF_A_LINK = Pattern.compile("[\\\\\\[\\]]");

  private SarifText() {}

  /**
   * Writes a message. SARIF 2.1.0 §3.11.6: {@code [text](url)} in one is a link, so backslashes and
   * square brackets are escaped; otherwise a server could place a link in a report.
   *
   * @param field its name
   */
  public static void message(JsonGenerator json, String field, String text) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("text", OF_A_LINK.matcher(text).replaceAll("\\\\$0"));
    json.writeEndObject();
  }
}
