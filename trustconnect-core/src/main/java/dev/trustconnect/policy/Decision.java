package dev.trustconnect.policy;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.Warning;
import java.util.List;

/** What the judge decided, with all it was decided from. */
public sealed interface Decision {
  /** What was found. */
  List<Finding> findings();

  /** What should be seen to. */
  List<Warning> warnings();

  /**
   * It may go on.
   *
   * @param forgiven what would have refused if the policy were enforced; empty unless it is {@code
   *     REPORT_ONLY}
   */
  record Allowed(List<Finding> findings, List<Warning> warnings, List<Refused> forgiven)
      implements Decision {
    public Allowed {
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
      forgiven = List.copyOf(forgiven);
    }
  }

  /**
   * It may not.
   *
   * @param reason the most telling one
   * @param seen what there is
   * @param wanted what there should be
   */
  record Refused(
      Reason reason, String seen, String wanted, List<Finding> findings, List<Warning> warnings)
      implements Decision {
    public Refused {
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
    }

    /** The refusal of {@code subject}: a host, or a host and port. */
    public Refusal of(String subject) {
      return new Refusal(subject, reason, seen, wanted);
    }
  }
}
