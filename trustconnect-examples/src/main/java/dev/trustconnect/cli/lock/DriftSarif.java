package dev.trustconnect.cli.lock;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.SarifText;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.survey.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A check as SARIF 2.1.0, with what GitHub's code scanning requires. A result is shown at the line
 * of the lock that names its endpoint. What couldn't be judged, and what the network explains, is a
 * notification.
 */
final class DriftSarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String ALERT_SEVERITY = "8.0";
  private static final String NOTICE_SEVERITY = "4.0";
  private static final int FINGERPRINT_BYTES = 8;

  private final JsonGenerator json;
  private final Checked checked;
  private final Map<Endpoint, Place> places;
  private final List<Change> results = new ArrayList<>();
  private final Map<String, Change> rules = new TreeMap<>();

  private DriftSarif(JsonGenerator json, Checked checked, Map<Endpoint, Place> places) {
    this.json = json;
    this.checked = checked;
    this.places = places;
    for (Endpoint endpoint : new TreeSet<>(checked.endpoints())) {
      for (Change change : checked.changes(endpoint)) {
        if (!checked.isOfTheNetwork(change)) {
          results.add(change);
          rules.putIfAbsent(change.kind().code(), change);
        }
      }
    }
  }

  /**
   * The document; ends with a line break.
   *
   * @param places a place below the working folder for each endpoint that was compared
   */
  static String of(Checked checked, Map<Endpoint, Place> places) {
    return JsonText.document(json -> new DriftSarif(json, checked, places).log());
  }

  private void log() throws IOException {
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    tool();
    json.writeObjectFieldStart("automationDetails");
    json.writeStringField("id", "trustconnect/lock/");
    json.writeEndObject();
    invocation();
    json.writeStringField("columnKind", "utf16CodeUnits");
    json.writeArrayFieldStart("results");
    for (Change change : results) {
      result(change);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void tool() throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "TrustConnect lock");
    json.writeStringField("version", ProgramVersion.text());
    json.writeArrayFieldStart("rules");
    for (Change change : rules.values()) {
      rule(change);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void rule(Change change) throws IOException {
    boolean isAlert = change.weight() == Weight.ALERT;
    json.writeStartObject();
    json.writeStringField("id", change.kind().code());
    SarifText.message(json, "shortDescription", change.kind().code());
    SarifText.message(json, "fullDescription", ShownText.line(change.sentence()));
    SarifText.message(
        json,
        "help",
        ShownText.line(change.sentence())
            + "\nIf it was meant, accept it: trustconnect lock --update HOST:"
            + change.field().key()
            + " --because TEXT");
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", isAlert ? "error" : "warning");
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeArrayFieldStart("tags");
    json.writeString("security");
    json.writeEndArray();
    json.writeStringField("precision", "high");
    json.writeStringField("security-severity", isAlert ? ALERT_SEVERITY : NOTICE_SEVERITY);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void invocation() throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField(
        "executionSuccessful",
        checked.drift().notJudged().isEmpty() && checked.drift().vantage().isEmpty());
    json.writeNumberField("exitCode", checked.status());
    json.writeStringField("startTimeUtc", checked.at().toString());
    json.writeArrayFieldStart("toolExecutionNotifications");
    if (checked.drift().vantage().isPresent()) {
      json.writeStartObject();
      json.writeStringField("level", "error");
      SarifText.message(
          json, "message", ShownText.line(checked.drift().vantage().get().sentence()));
      json.writeEndObject();
    }
    for (NotJudged open : checked.drift().notJudged()) {
      json.writeStartObject();
      json.writeStringField("level", "warning");
      SarifText.message(json, "message", "not judged: " + ShownText.line(open.toString()));
      location(open.endpoint());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void result(Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", change.kind().code());
    json.writeNumberField("ruleIndex", List.copyOf(rules.keySet()).indexOf(change.kind().code()));
    json.writeStringField("level", change.weight() == Weight.ALERT ? "error" : "warning");
    SarifText.message(json, "message", ShownText.line(change + " " + was(change)));
    location(change.endpoint());
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("primaryLocationLineHash", fingerprint(change) + ":1");
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeStringField("field", change.field().key());
    json.writeStringField("before", ShownText.line(change.before()));
    json.writeStringField("after", ShownText.line(change.after()));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The locked value and the seen one, in words. */
  static String was(Change change) {
    return change.field().key() + " was " + change.before() + " and is " + change.after();
  }

  /** The same for the same change of the same endpoint in a later run. */
  private static String fingerprint(Change change) {
    String what =
        String.join(
            "|",
            change.kind().code(),
            change.endpoint().toString(),
            change.field().key(),
            change.after());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private void location(Endpoint endpoint) throws IOException {
    Place place = places.get(endpoint);
    if (place == null) {
      return; // only a notification may be about an endpoint that isn't in the lock
    }
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    place.writeTo(json);
    json.writeArrayFieldStart("logicalLocations");
    json.writeStartObject();
    json.writeStringField("fullyQualifiedName", endpoint.toString());
    json.writeStringField("kind", "resource");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }
}
