package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.terminal.Style;

/** The forms of a report. */
enum AuditFormat {
  TEXT,
  JSON,
  SARIF,
  JUNIT,
  NAGIOS;

  /**
   * The whole document; ends with a line break.
   *
   * @param style for {@link #TEXT}
   * @param lines for {@link #JSON}: one line for each endpoint
   */
  String render(Report report, Style style, boolean lines) {
    return switch (this) {
      case TEXT -> new AuditText(style, report).render();
      case JSON -> AuditJson.render(report, lines);
      case SARIF -> AuditSarif.render(report);
      case JUNIT -> AuditJunit.render(report);
      case NAGIOS -> AuditNagios.line(report);
    };
  }

  /** The exit status of a run whose result on standard output has this form. */
  int status(Report report) {
    return this == NAGIOS ? AuditNagios.status(report) : report.status();
  }
}
