package dev.trustconnect.cli.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.trustconnect.remark.Concern;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The remarks of an earlier run, read from its JSON or SARIF. They don't fail this run, for 90 days
 * from when they were first seen; CRITICAL ones, broken chains of signatures, and those that have
 * become more severe always do.
 */
final class Baseline {
  /** How long a known remark is left alone. */
  static final Duration LIFETIME = Duration.ofDays(90);

  static final Baseline NONE = new Baseline(Map.of(), Instant.EPOCH);

  private static final long MAX_BYTES = 64L << 20;
  private static final int MAX_DEPTH = 64;
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}(:1)?");

  private final Map<String, Known> known;
  private final Instant now;

  /** The history of a remark: when it was first seen, and its highest severity. */
  private record Known(Instant first, Severity severity) {
    Known and(Known other) {
      return new Known(
          first.isBefore(other.first) ? first : other.first,
          severity.isAtLeast(other.severity) ? severity : other.severity);
    }
  }

  private Baseline(Map<String, Known> known, Instant now) {
    this.known = Map.copyOf(known);
    this.now = now;
  }

  /**
   * Reads the output of an earlier run.
   *
   * @param now remarks older than {@link #LIFETIME} then don't count
   * @throws IllegalArgumentException if it isn't one; the message has no file name
   */
  static Baseline read(Path file, Instant now) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException("larger than " + MAX_BYTES + " bytes");
    }
    Map<String, Known> all = new HashMap<>();
    boolean isAudit;
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      isAudit = new Reader(json, all).read();
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "not JSON: line " + malformed.getLocation().getLineNr(), malformed);
    }
    if (!isAudit) {
      throw new IllegalArgumentException(
          "not the JSON or SARIF of an earlier 'trustconnect audit'");
    }
    all.values().removeIf(one -> one.first().isAfter(now));
    return new Baseline(all, now);
  }

  /** How many of its remarks are older than {@link #LIFETIME}. */
  int tooOld() {
    return (int) known.values().stream().map(Known::first).filter(this::isTooOld).count();
  }

  private boolean isTooOld(Instant first) {
    return first.plus(LIFETIME).isBefore(now);
  }

  /** When a remark was first seen; empty if it isn't in this baseline. */
  Optional<Instant> firstSeen(Remark remark) {
    return Optional.ofNullable(known.get(remark.fingerprint())).map(Known::first);
  }

  /** When a remark was first seen, if it is known and may be left alone. */
  Optional<Instant> since(Remark remark) {
    boolean alwaysCounts =
        remark.severity() == Severity.CRITICAL || remark.concern() == Concern.DNSSEC_BOGUS;
    Known before = known.get(remark.fingerprint());
    return before == null || alwaysCounts || !before.severity().isAtLeast(remark.severity())
        ? Optional.empty()
        : Optional.of(before.first()).filter(first -> !isTooOld(first));
  }

  /** Collects each fingerprint with the time at which it was first seen. */
  private static final class Reader {
    private final JsonParser json;
    private final Map<String, Known> found;
    private boolean isAudit;

    Reader(JsonParser json, Map<String, Known> found) {
      this.json = json;
      this.found = found;
    }

    boolean read() throws IOException {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          object(0);
        }
      }
      return isAudit;
    }

    /** An object with both a fingerprint and a time is a remark; others are looked through. */
    private void object(int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("nested too deep");
      }
      String fingerprint = null;
      Instant first = null;
      Severity severity = null;
      while (json.nextToken() != null && json.currentToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.START_OBJECT && name.equals("partialFingerprints")) {
          fingerprint = hash();
        } else if (value == JsonToken.START_OBJECT && name.equals("properties")) {
          Map<String, String> texts = texts();
          first = instant(texts.getOrDefault("firstSeen", ""));
          severity = severity(texts.getOrDefault("severity", ""));
        } else if (value == JsonToken.START_OBJECT) {
          object(depth + 1);
        } else if (value == JsonToken.START_ARRAY) {
          array(depth + 1);
        } else if (value == JsonToken.VALUE_STRING) {
          switch (name) {
            case "fingerprint" -> fingerprint = json.getText();
            case "firstSeen" -> first = instant(json.getText());
            case "severity" -> severity = severity(json.getText());
            case "schema" -> isAudit |= json.getText().equals(AuditJson.SCHEMA);
            case "name" -> isAudit |= json.getText().equals(AuditSarif.TOOL);
            default -> {}
          }
        }
      }
      keep(fingerprint, first, severity);
    }

    private void array(int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("nested too deep");
      }
      while (json.nextToken() != null && json.currentToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          object(depth + 1);
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
          array(depth + 1);
        }
      }
    }

    private @Nullable String hash() throws IOException {
      String hash = null;
      while (json.nextToken() != null && json.currentToken() != JsonToken.END_OBJECT) {
        if (json.currentToken() == JsonToken.VALUE_STRING
            && "primaryLocationLineHash".equals(json.currentName())) {
          hash = json.getText();
        }
        json.skipChildren();
      }
      return hash;
    }

    /** The texts of the object that begins here. */
    private Map<String, String> texts() throws IOException {
      Map<String, String> texts = new HashMap<>();
      while (json.nextToken() != null && json.currentToken() != JsonToken.END_OBJECT) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          texts.put(json.currentName(), json.getText());
        }
        json.skipChildren();
      }
      return texts;
    }

    private static @Nullable Severity severity(String text) {
      for (Severity severity : Severity.values()) {
        if (severity.name().equalsIgnoreCase(text)) {
          return severity;
        }
      }
      return null; // the remark counts as new
    }

    private static @Nullable Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException malformed) {
        return null; // as if there were none: the remark counts as new
      }
    }

    private void keep(
        @Nullable String fingerprint, @Nullable Instant first, @Nullable Severity severity) {
      if (fingerprint != null
          && first != null
          && severity != null
          && FINGERPRINT.matcher(fingerprint).matches()) {
        found.merge(fingerprint.substring(0, 16), new Known(first, severity), Known::and);
      }
    }
  }
}
