package dev.trustconnect.cli.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.bench.Figure;
import dev.trustconnect.bench.Row;
import dev.trustconnect.cli.terminal.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A row of figures as one line of JSON. */
final class BenchJson {
  private BenchJson() {}

  static String of(Row row) {
    return JsonText.of(
        json -> {
          json.writeStringField("bench", row.bench());
          json.writeStringField("what", row.what());
          write(json, "ours", row.ours());
          json.writeStringField("peer", row.peer());
          write(json, "theirs", row.theirs());
          write(json, "figure", row.figure());
          json.writeStringField("bar", row.bar().toString());
          if (row.isMet().isPresent()) {
            json.writeBooleanField("met", row.isMet().get());
          } else {
            json.writeNullField("met");
          }
          json.writeStringField("note", row.note());
        });
  }

  private static void write(JsonGenerator json, String name, @Nullable Figure figure)
      throws IOException {
    if (figure == null) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("value", figure.value());
    json.writeStringField("unit", figure.unit());
    json.writeEndObject();
  }
}
