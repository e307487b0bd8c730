package dev.trustconnect.judge;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.Warning;
import java.util.List;

/** A decision of the judge, with its findings and warnings. Immutable. */
public sealed interface Decision {
  /** The findings that the decision is based on, at least one for each check that was required. */
  List<Finding> findings();

  /** Warnings, such as pins that expire soon. */
  List<Warning> warnings();

  /**
   * The checked action may proceed.
   *
   * @param forgiven the refusals that would apply if the policy were enforced; empty unless its
   *     mode is {@code REPORT_ONLY}, or it only reports an INSECURE name
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
   * The checked action is refused.
   *
   * @param reason the most important reason
   * @param seen what was found
   * @param wanted what the policy requires
   */
  record Refused(
      Reason reason, String seen, String wanted, List<Finding> findings, List<Warning> warnings)
      implements Decision {
    public Refused {
      findings = List.copyOf(findings);
      warnings = List.copyOf(warnings);
    }

    /** This refusal for {@code subject}: a host, or a host and port. */
    public Refusal of(String subject) {
      return new Refusal(subject, reason, seen, wanted);
    }
  }
}
