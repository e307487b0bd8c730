package dev.trustconnect.cli.zone;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.zone.DelegationPlan.Ready;
import dev.trustconnect.zone.DsLine;
import dev.trustconnect.zone.PublishedKey;
import dev.trustconnect.zone.SignatureEnd;
import dev.trustconnect.zone.ZoneNote;
import dev.trustconnect.zone.ZoneReport;
import dev.trustconnect.zone.ZoneStage;
import dev.trustconnect.zone.ZoneStep;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A zone report as one line of JSON. Every key is always present; unknown values are null. */
final class ZoneJson {
  private final JsonGenerator json;

  private ZoneJson(JsonGenerator json) {
    this.json = json;
  }

  /** The line, without its end. */
  static String of(ShownZone shown) {
    return JsonText.of(json -> new ZoneJson(json).write(shown));
  }

  private void write(ShownZone shown) throws IOException {
    ZoneReport report = shown.report();
    json.writeStringField("schema", "trustconnect.zone/1");
    json.writeStringField("zone", report.apex());
    json.writeStringField("at", report.at().toString());
    json.writeNumberField("mayBeSecondsOld", report.age().toSeconds());
    json.writeStringField("notJudged", report.notJudged().orElse(null));
    json.writeBooleanField("needsAction", report.needsAction());
    each("states", report.stages(), stage -> stage(stage, report.at()));
    each("keys", report.keys(), this::key);
    each("publish", report.delegation().ready(), ready -> ready(shown, ready));
    each(
        "withheld",
        report.delegation().withheld(),
        key -> {
          json.writeNumberField("keyTag", key.keyTag());
          json.writeStringField("why", key.whyNot().orElse(null));
        });
    json.writeObjectFieldStart("ds");
    texts("keep", report.delegation().keep().stream().map(DsLine::toString).toList());
    texts("add", report.delegation().add().stream().map(DsLine::toString).toList());
    texts("remove", report.delegation().remove().stream().map(DsLine::toString).toList());
    json.writeEndObject();
    each("signatures", report.calendar(), this::signature);
    texts("ending", report.endingSets());
    each("notes", report.notes(), this::note);
    each("hosts", shown.hosts(), this::host);
  }

  private interface Item<T> {
    void write(T item) throws IOException;
  }

  private <T> void each(String name, List<T> items, Item<T> fields) throws IOException {
    json.writeArrayFieldStart(name);
    for (T item : items) {
      json.writeStartObject();
      fields.write(item);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void stage(ZoneStage stage, Instant now) throws IOException {
    json.writeStringField("state", stage.state().name());
    json.writeStringField("seen", stage.seen());
    each("steps", stage.steps(), step -> step(step, now));
  }

  private void step(ZoneStep step, Instant now) throws IOException {
    json.writeStringField("what", step.what());
    json.writeStringField("notBefore", step.notBefore().map(Instant::toString).orElse(null));
    json.writeBooleanField("due", step.isDue(now));
  }

  private void key(PublishedKey key) throws IOException {
    json.writeNumberField("keyTag", key.keyTag());
    json.writeNumberField("algorithm", key.algorithm());
    json.writeNumberField("flags", key.flags());
    texts("signs", key.signs().stream().sorted().toList());
  }

  private void ready(ShownZone shown, Ready ready) throws IOException {
    json.writeNumberField("keyTag", ready.key().keyTag());
    json.writeStringField("ds", ready.ds().toString());
    json.writeStringField("dnskey", ready.key().rdata());
    texts("lines", shown.form().lines(shown.report().apex(), ready));
  }

  private void signature(SignatureEnd end) throws IOException {
    json.writeStringField("type", end.type());
    json.writeNumberField("keyTag", end.keyTag());
    json.writeNumberField("algorithm", end.algorithm());
    json.writeStringField("begins", end.begins().toString());
    json.writeStringField("ends", end.ends().toString());
  }

  private void note(ZoneNote note) throws IOException {
    json.writeStringField("weight", note.weight().name());
    json.writeStringField("subject", note.subject());
    json.writeStringField("text", note.text());
  }

  private void host(HostTlsa host) throws IOException {
    json.writeStringField("endpoint", host.endpoint().toString());
    json.writeStringField("tlsa", host.line().isEmpty() ? null : host.line());
    json.writeBooleanField("published", host.published());
    json.writeStringField("remark", host.remark());
  }

  private void texts(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
