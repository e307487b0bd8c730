package dev.trustconnect.watch;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.text.SafeText;
import dev.trustconnect.watch.WatchEvent.Details;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts events into words. Its texts are bounded and safe to print. */
final class Reports {
  private static final int MAX_SUMMARY = 500;
  private static final int MAX_SUBJECT = 300;
  private static final String WATCH = "watch";

  private Reports() {}

  /** An event of one endpoint. */
  static WatchEvent ofEndpoint(
      String id, Kind kind, Instant time, Row row, Track.Confirmed change, int watched) {
    String text = row.endpoint + " " + sentence(kind, row, change);
    return new WatchEvent(
        id,
        kind,
        time,
        row.endpoint.toString(),
        SafeText.line(change.isFlapping() ? "comes and goes: " + text : text, MAX_SUMMARY),
        details(row, change, watched));
  }

  private static String sentence(Kind kind, Row row, Track.Confirmed change) {
    Part after = change.after();
    if (kind == Kind.ENDPOINT_RECOVERED) {
      return "has recovered: " + String.join(", ", change.before().worseThan(after)) + " is over";
    }
    Map<String, String> sentences = new HashMap<>();
    if (row.lastTls != null) {
      sentences.putAll(row.lastTls.sentences());
    }
    if (row.lastNames != null) {
      sentences.putAll(row.lastNames.sentences());
    }
    sentences.put(Silence.NO_HANDSHAKE, row.silence);
    sentences.put(Silence.NO_ANSWER, row.silence);
    sentences.put(Silence.DEFECT, row.silence);
    Set<String> worse = new TreeSet<>(after.worseThan(change.before()));
    String worst = worst(after, worse);
    if (worst == null) {
      return "was " + change.before().verdict() + " and is " + after.verdict();
    }
    String more = worse.size() > 1 ? " (and " + (worse.size() - 1) + " more)" : "";
    String begin = worst.equals(after.refusal()) ? "is refused [" : "[";
    return begin + worst + "]" + more + ": " + sentences.getOrDefault(worst, "");
  }

  /** The code that matters most; null if there is none. */
  private static @Nullable String worst(Part part, Set<String> codes) {
    if (codes.contains(part.refusal())) {
      return part.refusal();
    }
    for (Weight weight : List.of(Weight.ALERT, Weight.NOTICE)) {
      for (String code : codes) {
        if (part.drift().get(code) == weight) {
          return code;
        }
      }
    }
    String worst = null;
    for (String code : codes) {
      Severity severity = part.remarks().get(code);
      Severity most = worst == null ? Severity.INFO : part.remarks().get(worst);
      if (severity != null && (most == null || severity.compareTo(most) > 0)) {
        worst = code;
      }
    }
    return worst;
  }

  private static Details details(Row row, Track.Confirmed change, int watched) {
    Part names = row.names.confirmed();
    boolean isOfNames = change.after().equals(names);
    String after = names == null ? "" : names.verdict();
    Map<String, Severity> remarks = new HashMap<>();
    Map<String, Weight> drift = new HashMap<>();
    for (Track track : row.tracks()) {
      Part part = track.confirmed();
      if (part != null) {
        remarks.putAll(part.remarks());
        drift.putAll(part.drift());
      }
    }
    return new Details(
        text(isOfNames ? change.before().verdict() : after),
        text(after),
        text(row.refusal()),
        remarks,
        drift,
        List.of(row.endpoint),
        1,
        watched,
        change.isFlapping());
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** An event of a root cause. */
  static WatchEvent ofCause(
      String id, Kind kind, Instant time, String name, List<Endpoint> first, int all, int watched) {
    String text =
        switch (kind) {
          case ROOT_CAUSE_CLOSED -> "no endpoint shows this any more: " + name;
          case ROOT_CAUSE_GREW -> "now " + all + " endpoints show the same: " + name;
          default -> all + " endpoints show the same: " + name;
        };
    return new WatchEvent(
        id,
        kind,
        time,
        SafeText.line(name, MAX_SUBJECT),
        SafeText.line(text + named(first, all), MAX_SUMMARY),
        details(first, all, watched));
  }

  private static String named(List<Endpoint> first, int all) {
    List<String> names = new ArrayList<>();
    first.stream().limit(3).forEach(endpoint -> names.add(endpoint.toString()));
    return names.isEmpty()
        ? ""
        : "; " + String.join(", ", names) + (all > names.size() ? " and others" : "");
  }

  /** An event of the watch itself. */
  static WatchEvent ofWatch(
      String id, Kind kind, Instant time, String summary, int affected, int watched) {
    return new WatchEvent(
        id,
        kind,
        time,
        WATCH,
        SafeText.line(summary, MAX_SUMMARY),
        details(List.of(), affected, watched));
  }

  /** The text of a heartbeat. */
  static String heartbeat(int watched, int down, int failed, long looks, String blind) {
    return watched
        + " endpoints are watched, "
        + (down - failed)
        + " don't answer, "
        + (failed == 0 ? "" : failed + " can't be looked at for a defect of this program, ")
        + looks
        + " looks since the start"
        + (blind.isEmpty() ? "" : "; the watch is blind: " + blind);
  }

  private static Details details(List<Endpoint> first, int affected, int watched) {
    return new Details(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        first,
        affected,
        watched,
        false);
  }
}
