package dev.trustconnect.cli.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.SarifText;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.remark.Concern;
import dev.trustconnect.remark.Confidence;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Remedy;
import dev.trustconnect.remark.Severity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A report as SARIF 2.1.0, with what GitHub's code scanning requires. A result's location is the
 * line of the file that names the endpoint: there is no other file to show it at. Known remarks are
 * written too, as suppressed: a result that vanishes would count as fixed. An endpoint that
 * couldn't be judged is a notification.
 */
final class AuditSarif {
  /** The name of the tool; a baseline is recognised by it. */
  static final String TOOL = "TrustConnect audit";

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final int MOST_TAGS = 10; // GitHub shows no more

  private final JsonGenerator json;
  private final Report report;
  private final Map<String, Concern> rules = new LinkedHashMap<>();

  private AuditSarif(JsonGenerator json, Report report) {
    this.json = json;
    this.report = report;
    report.endpoints().stream()
        .flatMap(one -> one.remarks().stream())
        .forEach(remark -> rules.putIfAbsent(remark.id(), remark.concern()));
  }

  /**
   * The document; ends with a line break. Each target has a place in a file below the working
   * folder.
   */
  static String render(Report report) {
    return JsonText.document(json -> new AuditSarif(json, report).log());
  }

  private void log() throws IOException {
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    tool();
    json.writeObjectFieldStart("automationDetails");
    json.writeStringField("id", "trustconnect/" + report.source() + "/");
    json.writeEndObject();
    invocation();
    json.writeStringField("columnKind", "utf16CodeUnits");
    json.writeArrayFieldStart("results");
    for (Audited one : report.endpoints()) {
      for (Remark remark : one.remarks()) {
        result(one.target(), remark);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void tool() throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", TOOL);
    json.writeStringField("version", ProgramVersion.text());
    json.writeArrayFieldStart("rules");
    for (Map.Entry<String, Concern> rule : rules.entrySet()) {
      rule(rule.getKey(), rule.getValue());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void rule(String id, Concern concern) throws IOException {
    Remedy remedy = concern.remedy();
    json.writeStartObject();
    json.writeStringField("id", id);
    SarifText.message(json, "shortDescription", id);
    SarifText.message(json, "fullDescription", remedy.what());
    SarifText.message(json, "help", help(remedy));
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", level(concern.severity()));
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeArrayFieldStart("tags");
    json.writeString("security");
    for (String tag : remedy.tags().subList(0, Math.min(MOST_TAGS - 1, remedy.tags().size()))) {
      json.writeString(tag);
    }
    json.writeEndArray();
    json.writeStringField("precision", precision(concern.confidence()));
    if (concern.severity() != Severity.INFO) { // GitHub knows no severity of 0
      json.writeStringField("security-severity", String.valueOf(concern.severity().score()));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String help(Remedy remedy) {
    return remedy.what()
        + (remedy.owner().isEmpty() ? "" : "\nOwner: " + remedy.owner())
        + (remedy.caller().isEmpty() ? "" : "\nCaller: " + remedy.caller())
        + "\nSource: "
        + remedy.source();
  }

  private void invocation() throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField(
        "executionSuccessful", !report.isInterrupted() && report.notJudged() == 0);
    json.writeNumberField("exitCode", report.status());
    json.writeStringField("startTimeUtc", report.at().toString());
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (Audited one : report.endpoints()) {
      if (!one.isJudged()) {
        notification(one);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  /** SARIF 2.1.0 §3.20.21: a condition that the tool met while it ran. */
  private void notification(Audited one) throws IOException {
    Defect defect = one.defect().orElse(null);
    json.writeStartObject();
    json.writeStringField("level", defect == null ? "warning" : "error");
    json.writeObjectFieldStart("descriptor");
    json.writeStringField("id", defect == null ? "not-judged" : Defect.ID);
    json.writeEndObject();
    SarifText.message(
        json,
        "message",
        one.target().endpoint() + ": not judged: " + ShownText.line(one.whyNotJudged()));
    if (defect != null) {
      json.writeObjectFieldStart("exception");
      json.writeStringField("kind", defect.type());
      json.writeStringField("message", defect.message());
      json.writeEndObject();
    }
    location(one.target());
    json.writeEndObject();
  }

  private void result(Target target, Remark remark) throws IOException {
    boolean isKnown = report.knownSince(remark).isPresent();
    json.writeStartObject();
    json.writeStringField("ruleId", remark.id());
    json.writeNumberField("ruleIndex", List.copyOf(rules.keySet()).indexOf(remark.id()));
    json.writeStringField("level", level(remark.severity()));
    SarifText.message(
        json,
        "message",
        target.endpoint()
            + ": "
            + remark.subject()
            + ": seen "
            + remark.seen()
            + "; wanted "
            + remark.wanted());
    location(target);
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("primaryLocationLineHash", remark.fingerprint() + ":1");
    json.writeEndObject();
    json.writeStringField("baselineState", isKnown ? "unchanged" : "new");
    json.writeArrayFieldStart("suppressions");
    if (isKnown) {
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField(
          "justification", "in the baseline since " + report.knownSince(remark).orElseThrow());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("properties");
    json.writeStringField("firstSeen", report.firstSeen(remark).toString());
    json.writeStringField("severity", remark.severity().name().toLowerCase(Locale.ROOT));
    json.writeStringField("whose", remark.whose().name().toLowerCase(Locale.ROOT));
    json.writeStringField("subject", remark.subject());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void location(Target target) throws IOException {
    Place place = Objects.requireNonNull(target.place());
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    place.writeTo(json);
    json.writeArrayFieldStart("logicalLocations");
    json.writeStartObject();
    json.writeStringField("fullyQualifiedName", target.endpoint().toString());
    json.writeStringField("kind", "resource");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM, LOW -> "warning";
      case INFO -> "note";
    };
  }

  private static String precision(Confidence confidence) {
    return switch (confidence) {
      case PROVEN -> "very-high";
      case LIKELY -> "high";
      case HINT -> "low";
    };
  }
}
