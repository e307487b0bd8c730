package dev.trustconnect.policy;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.Warning;
import java.util.List;

/** A decision of the judge, with the findings and warnings it rests on. */
public sealed interface Decision {
  /** The findings, one for each check. */
  List<Finding> findings();

  /** Warnings, such as pins that expire soon. */
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
   * @param seen the state found
   * @param wanted the state required
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
