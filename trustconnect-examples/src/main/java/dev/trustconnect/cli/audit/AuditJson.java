package dev.trustconnect.cli.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Compensated;
import dev.trustconnect.remark.NotEvaluated;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Remedy;
import dev.trustconnect.remark.RootCause;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A report as JSON. Every key is always present; an unknown value is null or empty. */
final class AuditJson {
  /** Changes if a key changes its meaning or goes away. */
  static final String SCHEMA = "trustconnect.audit/1";

  private final JsonGenerator json;
  private final Report report;

  private AuditJson(JsonGenerator json, Report report) {
    this.json = json;
    this.report = report;
  }

  /**
   * The document, or one line for each endpoint; ends with a line break.
   *
   * @param lines the lines have no root causes and no summary
   */
  static String render(Report report, boolean lines) {
    if (!lines) {
      return JsonText.document(json -> new AuditJson(json, report).whole());
    }
    StringBuilder text = new StringBuilder();
    for (Audited one : report.endpoints()) {
      text.append(
              JsonText.of(
                  json -> {
                    AuditJson line = new AuditJson(json, report);
                    line.head();
                    line.endpoint(one);
                  }))
          .append('\n');
    }
    return text.toString();
  }

  private void head() throws IOException {
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("tool", "trustconnect " + ProgramVersion.text());
    json.writeStringField("at", report.at().toString());
  }

  private void whole() throws IOException {
    head();
    json.writeArrayFieldStart("endpoints");
    for (Audited one : report.endpoints()) {
      json.writeStartObject();
      endpoint(one);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rootCauses");
    for (RootCause cause : report.causes()) {
      cause(cause);
    }
    json.writeEndArray();
    summary();
  }

  private void endpoint(Audited one) throws IOException {
    json.writeStringField("endpoint", one.target().endpoint().toString());
    json.writeStringField("mayBeCalled", one.mayCall().name().toLowerCase(Locale.ROOT));
    json.writeStringField("why", one.why());
    json.writeBooleanField("judged", one.isJudged());
    error(one.defect().orElse(null));
    grade(one.isJudged(), one.remarks());
    Optional<Assessment> assessment = one.assessment();
    if (assessment.isPresent()) {
      new SurveyJson(json).write(assessment.get().survey());
    } else {
      json.writeNullField("survey");
    }
    json.writeArrayFieldStart("remarks");
    for (Remark remark : one.remarks()) {
      json.writeStartObject();
      remark(remark);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notEvaluated");
    for (NotEvaluated missing : one.notEvaluated()) {
      json.writeStartObject();
      json.writeStringField("id", missing.id());
      json.writeStringField("why", missing.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("compensated");
    for (Compensated compensated : one.compensated()) {
      json.writeStartObject();
      json.writeStringField("control", compensated.control());
      fields(compensated.remark());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void error(@Nullable Defect defect) throws IOException {
    if (defect == null) {
      json.writeNullField("error");
      return;
    }
    json.writeObjectFieldStart("error");
    json.writeStringField("id", Defect.ID);
    json.writeStringField("type", defect.type());
    json.writeStringField("message", defect.message());
    json.writeEndObject();
  }

  private void grade(boolean isJudged, List<Remark> remarks) throws IOException {
    if (isJudged) {
      Grade grade = Grade.of(remarks);
      json.writeNumberField("score", grade.score());
      json.writeStringField("grade", grade.letter());
    } else {
      json.writeNullField("score");
      json.writeNullField("grade");
    }
  }

  private void remark(Remark remark) throws IOException {
    fields(remark);
    json.writeStringField("fingerprint", remark.fingerprint());
    json.writeStringField("firstSeen", report.firstSeen(remark).toString());
    json.writeBooleanField("suppressed", report.knownSince(remark).isPresent());
    Optional<RootCause> cause = report.causeOf(remark);
    if (cause.isPresent()) {
      json.writeNumberField("rootCause", report.number(cause.get()));
    } else {
      json.writeNullField("rootCause");
    }
  }

  private void fields(Remark remark) throws IOException {
    Remedy remedy = remark.concern().remedy();
    json.writeStringField("id", remark.id());
    json.writeStringField("severity", lower(remark.severity()));
    json.writeStringField("confidence", lower(remark.confidence()));
    json.writeStringField("whose", lower(remark.whose()));
    json.writeStringField("subject", remark.subject());
    json.writeStringField("seen", remark.seen());
    json.writeStringField("wanted", remark.wanted());
    json.writeStringField("means", remedy.what());
    json.writeStringField("owner", remedy.owner());
    json.writeStringField("caller", remedy.caller());
    json.writeStringField("source", remedy.source());
    json.writeArrayFieldStart("tags");
    for (String tag : remedy.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
  }

  private void cause(RootCause cause) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", report.number(cause));
    json.writeStringField("kind", lower(cause.kind()).replace('_', '-'));
    json.writeStringField("subject", cause.subject());
    json.writeStringField("id", cause.remark());
    json.writeNumberField("seenBy", cause.views());
    json.writeNumberField("asked", cause.asked());
    json.writeBooleanField("above", cause.isAbove());
    json.writeStringField("sentence", cause.toString());
    json.writeArrayFieldStart("endpoints");
    for (Endpoint endpoint : cause.endpoints()) {
      json.writeString(endpoint.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void summary() throws IOException {
    json.writeObjectFieldStart("summary");
    json.writeNumberField("endpoints", report.endpoints().size());
    json.writeNumberField("wanted", report.wanted());
    json.writeNumberField("notJudged", report.notJudged());
    json.writeNumberField("wrongLines", report.wrongLines());
    for (Severity severity : Severity.values()) {
      json.writeNumberField(lower(severity), report.count(severity));
    }
    json.writeNumberField("suppressed", report.suppressed());
    json.writeNumberField("notEvaluated", report.notEvaluated());
    grade(
        report.notJudged() < report.endpoints().size(),
        report.endpoints().stream().flatMap(one -> one.remarks().stream()).toList());
    json.writeStringField("failOn", lower(report.failOn()));
    json.writeNumberField("exitStatus", report.status());
    json.writeEndObject();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
