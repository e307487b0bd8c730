package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A report as one line of JSON. Every key is always present. */
final class DoctorJson {
  static final String SCHEMA = "trustconnect.doctor/1";

  private DoctorJson() {}

  /**
   * The line, without its end.
   *
   * @param at when it was made
   * @param visible what becomes of the parts that {@link Hidden} has marked
   */
  static String of(Report report, Instant at, UnaryOperator<String> visible) {
    return JsonText.of(
        json -> {
          json.writeStringField("schema", SCHEMA);
          json.writeStringField("version", ProgramVersion.text());
          json.writeStringField("at", at.toString());
          json.writeBooleanField("works", report.works());
          json.writeStringField("summary", visible.apply(report.summary()));
          json.writeArrayFieldStart("checks");
          for (Row row : report.rows()) {
            json.writeStartObject();
            json.writeStringField("id", row.id());
            json.writeStringField("state", row.state().code());
            json.writeStringField("text", visible.apply(row.text()));
            json.writeStringField("remedy", visible.apply(row.remedy()));
            json.writeStringField("because", row.because().isEmpty() ? null : row.because());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
