package dev.trustconnect.cli.issued;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of certificates in JSON: those of Cert Spotter's API, which have keys, and those of
 * crt.sh, which don't. Which of them it is shows each entry's own fields.
 */
final class AnswerReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxStringLength(1 << 20)
                  .maxNameLength(1_000)
                  .maxNumberLength(30)
                  .build())
          .build();

  private AnswerReader() {}

  /**
   * Reads one list, or several one after the other, as saved pages are.
   *
   * @param shown what a message calls the source
   * @throws UnreadableAnswer if it isn't one; what came before has been passed on
   * @throws IOException if {@code in} can't be read
   */
  static void read(InputStream in, String shown, Consumer<Issued> certificates)
      throws UnreadableAnswer, IOException {
    try (JsonParser json = FACTORY.createParser(in)) {
      int lists = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.START_ARRAY) {
          throw wrong(shown, json, "wanted a list of certificates", null);
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
          certificates.accept(entry(json, shown));
        }
        lists++;
      }
      if (lists == 0) {
        throw new UnreadableAnswer(shown + ": empty; wanted a list of certificates in JSON");
      }
    } catch (JacksonException malformed) {
      throw wrong(shown, malformed.getLocation(), "malformed or cut short", malformed);
    }
  }

  private static Issued entry(JsonParser json, String shown) throws UnreadableAnswer, IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(shown, json, "wanted an object for each certificate", null);
    }
    EntryFields fields = new EntryFields();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      fields.read(name, json);
    }
    try {
      return fields.issued();
    } catch (IllegalArgumentException unusable) {
      throw wrong(shown, json, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private static UnreadableAnswer wrong(
      String shown, JsonParser json, String what, @Nullable Exception cause) {
    return wrong(shown, json.currentTokenLocation(), what, cause);
  }

  private static UnreadableAnswer wrong(
      String shown, @Nullable JsonLocation at, String what, @Nullable Exception cause) {
    String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new UnreadableAnswer(shown + place + ": " + what + " JSON", cause);
  }
}
