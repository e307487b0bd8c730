package dev.trustconnect.cli.audit;

import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Severity;
import java.util.List;
import java.util.Locale;

/**
 * A report as a line of a Nagios plug-in: state, words, and figures after a bar. CRITICAL if the
 * run fails, WARNING if a remark is one step less severe, UNKNOWN if an endpoint couldn't be
 * judged.
 */
final class AuditNagios {
  private static final List<String> STATES = List.of("OK", "WARNING", "CRITICAL", "UNKNOWN");
  private static final int WARNING = 1;
  private static final int CRITICAL = 2;
  private static final int UNKNOWN = 3;
  private static final int MOST_NAMED = 3;

  private AuditNagios() {}

  /** The plug-in's exit status: 0, 1, 2 or 3. */
  static int status(Report report) {
    if (report.status() == Report.FOUND) {
      return CRITICAL;
    }
    if (report.status() != 0) {
      return UNKNOWN;
    }
    return worth(report, warning(report)).isEmpty() ? 0 : WARNING;
  }

  private static Severity warning(Report report) {
    return switch (report.failOn()) {
      case CRITICAL -> Severity.HIGH;
      case HIGH -> Severity.MEDIUM;
      case MEDIUM -> Severity.LOW;
      case LOW, INFO -> Severity.INFO;
    };
  }

  private static List<Remark> worth(Report report, Severity least) {
    return report.endpoints().stream()
        .flatMap(one -> one.remarks().stream())
        .filter(remark -> report.knownSince(remark).isEmpty())
        .filter(remark -> remark.severity().isAtLeast(least))
        .toList();
  }

  /** The line; ends with a line break. */
  static String line(Report report) {
    return "AUDIT "
        + STATES.get(status(report))
        + " - "
        + words(report).replace('|', '/')
        + " | "
        + figures(report)
        + "\n";
  }

  private static String words(Report report) {
    List<Remark> named = worth(report, warning(report));
    int endpoints = report.endpoints().size();
    StringBuilder words =
        new StringBuilder().append(endpoints).append(endpoints == 1 ? " endpoint" : " endpoints");
    if (report.notJudged() > 0) {
      words.append(", ").append(report.notJudged()).append(" not judged");
    }
    if (report.wrongLines() > 0) {
      words.append(", ").append(report.wrongLines()).append(" wrong lines in the list");
    }
    String separator = ": ";
    for (Remark remark : named.subList(0, Math.min(MOST_NAMED, named.size()))) {
      words.append(separator).append(remark.endpoint()).append(' ').append(remark.id());
      separator = ", ";
    }
    if (named.size() > MOST_NAMED) {
      words.append(", and ").append(named.size() - MOST_NAMED).append(" more");
    }
    return words.toString();
  }

  private static String figures(Report report) {
    StringBuilder figures = new StringBuilder();
    for (Severity severity : Severity.values()) {
      figures
          .append(severity.name().toLowerCase(Locale.ROOT))
          .append('=')
          .append(report.count(severity))
          .append(' ');
    }
    return figures
        .append("suppressed=")
        .append(report.suppressed())
        .append(" not_judged=")
        .append(report.notJudged())
        .toString();
  }
}
