package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.list.Target;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Severity;
import java.util.List;

/** Assessments as {@code trustconnect audit} shows them, for the demo. */
public final class AuditPicture {
  private AuditPicture() {}

  /** The text; ends with a line break. */
  public static String of(List<Assessment> assessments, Style style) {
    List<Audited> all =
        assessments.stream()
            .map(one -> Audited.of(new Target(one.survey().endpoint(), null), one))
            .toList();
    Report report =
        Report.of(
            assessments.get(0).survey().at(), "", all, Severity.HIGH, Baseline.NONE, all.size(), 0);
    return new AuditText(style, report).render();
  }
}
