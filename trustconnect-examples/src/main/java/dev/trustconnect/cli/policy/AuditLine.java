package dev.trustconnect.cli.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of an audit log, as {@code AuditEvent.toJson} writes it. Nothing in it is trusted.
 *
 * @param event such as {@code handshake-judged}
 * @param subject a host, or a host and port; empty if the event has none
 * @param outcome {@code allowed}, {@code refused} or {@code reported}; empty as above
 * @param reason the code of the decision; empty if there is none
 */
record AuditLine(
    Instant at, String event, String subject, String outcome, String reason, List<Found> findings) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .build())
          .build();

  /** A policy file can still have a date some months later. */
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  AuditLine {
    findings = List.copyOf(findings);
  }

  /**
   * One finding of an event.
   *
   * @param state {@code satisfied}, {@code violated} or {@code not-evaluated}
   */
  record Found(String check, String state, String reason, String seen) {}

  /**
   * Reads a line.
   *
   * @throws IOException if it isn't JSON, or not an event; the message says what is wrong
   */
  static AuditLine parse(String line) throws IOException {
    try (JsonParser json = FACTORY.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object of JSON");
      }
      String at = "";
      String event = "";
      String subject = "";
      String outcome = "";
      String reason = "";
      List<Found> findings = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "at" -> at = text(json);
          case "event" -> event = text(json);
          case "subject" -> subject = text(json);
          case "outcome" -> outcome = text(json);
          case "reason" -> reason = text(json);
          case "findings" -> findings(json, findings);
          default -> json.skipChildren();
        }
      }
      if (event.isEmpty()) {
        throw new IOException("no event of an audit log");
      }
      return new AuditLine(instant(at), event, subject, outcome, reason, findings);
    }
  }

  private static void findings(JsonParser json, List<Found> findings) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Found found = finding(json);
      if (found != null) {
        findings.add(found);
      }
    }
  }

  private static @Nullable Found finding(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    String check = "";
    String state = "";
    String reason = "";
    String seen = "";
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "check" -> check = text(json);
        case "state" -> state = text(json);
        case "reason" -> reason = text(json);
        case "seen" -> seen = text(json);
        default -> json.skipChildren();
      }
    }
    return new Found(check, state, reason, seen);
  }

  private static String text(JsonParser json) throws IOException {
    String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    json.skipChildren();
    return text;
  }

  private static Instant instant(String text) throws IOException {
    try {
      Instant at = Instant.parse(text);
      if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
        throw new IOException("a time that no log is from");
      }
      return at;
    } catch (DateTimeException notATime) {
      throw new IOException("no time in it", notATime);
    }
  }
}
