package dev.trustconnect.cli.issued;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.issued.Verdict.State;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.ShownText;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One line of JSON for each certificate, and one with the totals. Every key is always present. */
final class ReportJson {
  private ReportJson() {}

  /** The lines, each with its end. */
  static String of(Report report) {
    return Stream.concat(
            report.verdicts().stream().map(verdict -> JsonText.of(json -> line(json, verdict))),
            Stream.of(JsonText.of(json -> totals(json, report))))
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static void line(JsonGenerator json, Verdict verdict) throws IOException {
    Issued certificate = verdict.certificate();
    json.writeStringField("kind", "certificate");
    json.writeStringField("id", certificate.id());
    json.writeStringField("state", verdict.state().name());
    json.writeStringField("why", verdict.why());
    texts(json, "endpoints", verdict.endpoints());
    json.writeStringField("matched", verdict.matched());
    texts(json, "names", certificate.names());
    json.writeStringField("key", pin("sha256/", certificate.key()));
    json.writeStringField("issuer", ShownText.line(certificate.issuer()));
    json.writeStringField("issuerKey", pin("sha256/", certificate.issuerKey()));
    json.writeStringField("certificate", pin("cert-sha256/", certificate.certificate()));
    json.writeStringField("notBefore", certificate.notBefore().toString());
    json.writeStringField("notAfter", certificate.notAfter().toString());
    if (certificate.revoked() == null) {
      json.writeNullField("revoked");
    } else {
      json.writeBooleanField("revoked", certificate.revoked());
    }
  }

  private static @Nullable String pin(String prefix, @Nullable String digest) {
    return digest == null ? null : prefix + digest;
  }

  private static void totals(JsonGenerator json, Report report) throws IOException {
    json.writeStringField("kind", "summary");
    json.writeStringField("domain", report.domain());
    json.writeStringField("source", report.source());
    json.writeNumberField("certificates", report.verdicts().size());
    json.writeNumberField("outside", report.of(State.OUTSIDE).size());
    json.writeNumberField("notJudged", report.of(State.NOT_JUDGED).size());
    json.writeNumberField("fits", report.of(State.FITS).size());
    json.writeNumberField("noPolicy", report.of(State.NO_POLICY).size());
    json.writeNumberField("expired", report.expired());
    json.writeStringField("since", report.last());
    json.writeBooleanField("complete", report.missing() == null);
    json.writeStringField("message", report.missing());
  }

  private static void texts(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(ShownText.line(text));
    }
    json.writeEndArray();
  }
}
