package dev.trustconnect.cli.lock;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.lock.Vantage;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A drift as one line of JSON, with what is silent; every key is always there. */
final class DriftJson {
  private DriftJson() {}

  static String of(Drift drift) {
    return JsonText.of(
        json -> {
          json.writeStringField("schema", "trustconnect.lock/1");
          json.writeNumberField("endpoints", drift.endpoints());
          json.writeArrayFieldStart("changes");
          for (Change change : drift.changes()) {
            change(change, json);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("notJudged");
          for (NotJudged open : drift.notJudged()) {
            json.writeStartObject();
            json.writeStringField("endpoint", open.endpoint().toString());
            json.writeStringField("part", open.part());
            json.writeStringField("why", open.why());
            json.writeEndObject();
          }
          json.writeEndArray();
          vantage(drift.vantage().orElse(null), json);
        });
  }

  private static void change(Change change, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("endpoint", change.endpoint().toString());
    json.writeStringField("kind", change.kind().code());
    json.writeStringField("weight", change.weight().name().toLowerCase(Locale.ROOT));
    json.writeStringField("field", change.field().key());
    json.writeStringField("before", change.before());
    json.writeStringField("after", change.after());
    json.writeStringField("sentence", change.sentence());
    json.writeEndObject();
  }

  private static void vantage(@Nullable Vantage vantage, JsonGenerator json) throws IOException {
    if (vantage == null) {
      json.writeNullField("vantage");
      return;
    }
    json.writeObjectFieldStart("vantage");
    json.writeStringField("kind", vantage.kind().code());
    json.writeNumberField("affected", vantage.affected());
    json.writeNumberField("endpoints", vantage.endpoints());
    json.writeStringField("seen", vantage.seen());
    json.writeStringField("sentence", vantage.sentence());
    json.writeEndObject();
  }
}
