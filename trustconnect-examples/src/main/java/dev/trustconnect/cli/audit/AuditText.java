package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.remark.Compensated;
import dev.trustconnect.remark.NotEvaluated;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Remedy;
import dev.trustconnect.remark.RootCause;
import dev.trustconnect.remark.Severity;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A report for people: one block for each endpoint, whose first line has the answer, and a line of
 * totals at the end.
 */
final class AuditText {
  private static final int WIDTH = 98;
  private static final int INDENT = 12;
  private static final List<Severity> WORST_FIRST =
      List.of(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO);

  private final Style style;
  private final Report report;
  private final StringBuilder text = new StringBuilder();

  AuditText(Style style, Report report) {
    this.style = style;
    this.report = report;
  }

  /** The whole text; ends with a line break. */
  String render() {
    for (Audited one : report.endpoints()) {
      block(one);
      text.append('\n');
    }
    causes();
    totals();
    return text.toString();
  }

  /** The answer for one endpoint and how many remarks there are, on one line. */
  static String headline(Style style, Report report, Audited one) {
    return style.strong(one.target().endpoint().toString()) + "  " + answer(style, report, one);
  }

  private static String answer(Style style, Report report, Audited one) {
    String words = "may be called: " + one.mayCall();
    String painted =
        switch (one.mayCall()) {
          case YES, COMPENSATED -> style.good(words);
          case NO -> style.bad(words);
          case UNKNOWN -> style.unknown(words);
        };
    return painted
        + "   "
        + one.defect().map(defect -> "internal error").orElseGet(() -> counts(report, one));
  }

  private static String counts(Report report, Audited one) {
    List<String> counts = new ArrayList<>();
    for (Severity severity : WORST_FIRST) {
      long count =
          one.remarks().stream()
              .filter(remark -> remark.severity() == severity)
              .filter(remark -> report.knownSince(remark).isEmpty())
              .count();
      if (count > 0) {
        counts.add(count + " " + lower(severity));
      }
    }
    String remarks = counts.isEmpty() ? "nothing to remark" : String.join(", ", counts);
    long known =
        one.remarks().stream().filter(remark -> report.knownSince(remark).isPresent()).count();
    return remarks
        + (known > 0 ? "; " + known + " suppressed" : "")
        + (one.notEvaluated().isEmpty() ? "" : "; " + one.notEvaluated().size() + " not evaluated");
  }

  private void block(Audited one) {
    text.append(headline(style, report, one)).append('\n');
    List<Remark> known = new ArrayList<>();
    for (Remark remark : one.remarks()) {
      if (report.knownSince(remark).isPresent()) {
        known.add(remark);
      } else {
        remark(remark);
      }
    }
    one.compensated().forEach(this::compensated);
    known.forEach(this::known);
    notEvaluated(one.notEvaluated());
    if (!one.isJudged() && one.remarks().isEmpty() && !one.why().isEmpty()) {
      row(style.unknown(padded("-")), "not judged: " + one.why());
    }
  }

  private void remark(Remark remark) {
    Optional<RootCause> cause = report.causeOf(remark);
    if (cause.isPresent()) {
      row(label(remark), remark.id() + "  see root cause " + report.number(cause.get()));
      return;
    }
    if (remark.severity() == Severity.INFO) {
      row(label(remark), remark.id() + "  " + remark.subject() + ": " + remark.seen());
      return;
    }
    Remedy remedy = remark.concern().remedy();
    row(
        label(remark),
        remark.id()
            + "  "
            + remark.subject()
            + "   whose: "
            + lower(remark.whose())
            + "   "
            + remedy.source());
    row("", "seen " + remark.seen() + "; wanted " + remark.wanted());
    if (!remedy.owner().isEmpty()) {
      row("", "O: " + remedy.owner());
    }
    if (!remedy.caller().isEmpty()) {
      row("", "C: " + remedy.caller());
    }
  }

  private void compensated(Compensated one) {
    row(
        style.faint(padded(one.remark().severity().toString())),
        one.remark().id() + "  " + one.remark().seen() + "; compensated by " + one.control());
  }

  private void known(Remark remark) {
    row(
        style.faint(padded("known")),
        remark.id()
            + "  "
            + remark.subject()
            + ": "
            + lower(remark.severity())
            + ", known since "
            + report.knownSince(remark).orElseThrow().atZone(ZoneOffset.UTC).toLocalDate());
  }

  private void notEvaluated(List<NotEvaluated> all) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (NotEvaluated one : all) {
      byReason.computeIfAbsent(one.why(), unused -> new ArrayList<>()).add(one.id());
    }
    byReason.forEach(
        (why, ids) ->
            row(style.faint(padded("-")), "not evaluated: " + String.join(", ", ids) + ": " + why));
  }

  private String label(Remark remark) {
    String padded = padded(remark.severity().toString());
    return switch (remark.severity()) {
      case CRITICAL, HIGH -> style.bad(padded);
      case MEDIUM -> style.fair(padded);
      case LOW -> padded;
      case INFO -> style.faint(padded);
    };
  }

  private static String padded(String label) {
    return String.format(Locale.ROOT, "%-" + (INDENT - 2) + "s", label);
  }

  /** A label and words beside it, broken at spaces. */
  private void row(String label, String words) {
    text.append("  ").append(label.isEmpty() ? " ".repeat(INDENT - 2) : label);
    wrapped(words, INDENT);
    text.append('\n');
  }

  /** Words from column {@code indent} on, broken at spaces. */
  private void wrapped(String words, int indent) {
    int column = indent;
    for (String word : words.split(" ", -1)) {
      if (column > indent && column + word.length() > WIDTH) {
        trim();
        text.append('\n').append(" ".repeat(indent));
        column = indent;
      }
      text.append(word).append(' ');
      column += word.length() + 1;
    }
    trim();
  }

  private void trim() {
    while (text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
  }

  private void causes() {
    if (report.causes().isEmpty()) {
      text.append("root cause: none\n");
      return;
    }
    for (RootCause cause : report.causes()) {
      String label = "root cause " + report.number(cause) + ": ";
      text.append(style.bad(label));
      wrapped(cause.toString(), label.length());
      text.append('\n');
    }
  }

  private void totals() {
    List<String> counts = new ArrayList<>();
    for (Severity severity : WORST_FIRST) {
      int count = report.count(severity);
      if (count > 0 || severity.isAtLeast(Severity.MEDIUM)) {
        counts.add(count + " " + lower(severity));
      }
    }
    int endpoints = report.endpoints().size();
    String totals =
        endpoints
            + (endpoints == 1 ? " endpoint: " : " endpoints: ")
            + String.join(", ", counts)
            + "; "
            + report.suppressed()
            + " suppressed"
            + (report.notJudged() == 0 ? "" : "; " + report.notJudged() + " not judged")
            + (report.isInterrupted() ? "; interrupted, " + report.wanted() + " were wanted" : "")
            + ".  exit "
            + report.status()
            + " (--fail-on "
            + lower(report.failOn())
            + ")";
    wrapped(totals, 0);
    text.append('\n');
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
