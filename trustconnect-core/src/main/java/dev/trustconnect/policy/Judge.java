package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.policy.EndpointPolicy.Requirement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides from policy, findings and time; a pure function, and the only one that decides. */
public final class Judge {
  /**
   * The reasons that {@code REPORT_ONLY} forgives: what a policy asks for beyond an ordinary
   * client. All others refuse in either mode.
   */
  private static final Set<Reason> FORGIVABLE =
      EnumSet.of(
          Reason.POLICY_SECURE_REQUIRED,
          Reason.NAME_ANSWER_STALE,
          Reason.NAME_ALIAS_OUT_OF_SCOPE,
          Reason.ADDRESS_OUT_OF_SCOPE,
          Reason.ADDRESS_NOT_PROVEN,
          Reason.ADDRESS_NOT_SEEN,
          Reason.GATE_SOCKET_NOT_OURS,
          Reason.PIN_NOT_IN_PATH,
          Reason.REQUEST_CLEARTEXT,
          Reason.REQUEST_CREDENTIAL_ELSEWHERE,
          Reason.REQUEST_BODY_ELSEWHERE);

  private Judge() {}

  /**
   * The decision.
   *
   * <p>A violated finding refuses. A finding that wasn't evaluated refuses if the policy requires
   * its check. A check without any finding refuses under every policy that asks for it, also under
   * {@code REPORT_ONLY} ({@link Reason#GATE_CHECK_MISSING}): the gate forgot to make it. {@code
   * REPORT_ONLY} forgives what the policy asks for beyond an ordinary client.
   *
   * @param checks the checks that the decision has to rest on; at least one
   * @param found the findings about {@code checks}; findings about other checks count too
   * @param now for warnings about pins that expire soon
   * @return holds the findings, and one more for each check that is missing
   */
  public static Decision decide(
      EndpointPolicy policy, Set<Check> checks, List<Finding> found, Instant now) {
    List<Finding> findings = withMissing(policy, checks, found);
    List<Warning> warnings = warnings(policy, findings, now);
    List<Decision.Refused> forgiven = new ArrayList<>(0);
    List<Decision.Refused> refused = new ArrayList<>(0);
    for (Finding finding : findings) {
      Decision.Refused refusal = refusal(policy, finding, findings, warnings);
      if (refusal != null) {
        boolean reportedOnly =
            policy.mode() == Mode.REPORT_ONLY && isForgivable(finding, refusal.reason(), findings);
        (reportedOnly ? forgiven : refused).add(refusal);
      }
    }
    if (refused.isEmpty()) {
      return new Decision.Allowed(findings, warnings, forgiven);
    }
    return Collections.min(refused, Comparator.comparingInt(refusal -> refusal.reason().rank()));
  }

  /** The findings, and one that isn't evaluated for each check that has none. */
  private static List<Finding> withMissing(
      EndpointPolicy policy, Set<Check> checks, List<Finding> found) {
    if (checks.isEmpty()) {
      throw new IllegalArgumentException("a decision that rests on nothing");
    }
    Set<Check> seen = EnumSet.noneOf(Check.class);
    found.forEach(finding -> seen.add(finding.check()));
    List<Finding> all = found;
    for (Check check : checks) {
      if (!seen.contains(check) && policy.requirement(check) != Requirement.NOT_ASKED) {
        all = new ArrayList<>(all);
        all.add(
            new Finding.NotEvaluated(
                check, Reason.GATE_CHECK_MISSING, "no finding about \"" + check + "\""));
      }
    }
    return all;
  }

  private static Decision.@Nullable Refused refusal(
      EndpointPolicy policy, Finding finding, List<Finding> findings, List<Warning> warnings) {
    if (finding.check() == Check.PATH_TO_USUAL_ROOTS) {
      return null; // it can forgive, and refuses nothing
    }
    if (finding instanceof Finding.Violated violated) {
      return new Decision.Refused(
          violated.reason(), violated.seen(), violated.wanted(), findings, warnings);
    }
    if (finding instanceof Finding.NotEvaluated open && mustBeEvaluated(policy, open)) {
      Reason reason =
          open.check() == Check.NAME_PROVEN && !isMissing(open)
              ? Reason.POLICY_SECURE_REQUIRED
              : open.reason();
      return new Decision.Refused(
          reason, open.why(), "what the policy requires: " + open.check(), findings, warnings);
    }
    return null;
  }

  private static boolean mustBeEvaluated(EndpointPolicy policy, Finding.NotEvaluated open) {
    return isMissing(open) || policy.requirement(open.check()) == Requirement.REQUIRE;
  }

  private static boolean isMissing(Finding.NotEvaluated open) {
    return open.reason() == Reason.GATE_CHECK_MISSING;
  }

  private static boolean isForgivable(Finding finding, Reason reason, List<Finding> findings) {
    return FORGIVABLE.contains(reason)
        || (finding.check() == Check.PATH_VERIFIED
            && reason != Reason.GATE_CHECK_MISSING
            && findings.stream()
                .anyMatch(
                    other ->
                        other.check() == Check.PATH_TO_USUAL_ROOTS
                            && other instanceof Finding.Satisfied));
  }

  private static List<Warning> warnings(
      EndpointPolicy policy, List<Finding> findings, Instant now) {
    List<Warning> warnings = new ArrayList<>(0);
    PinSet pins = policy.pins().orElse(null);
    if (pins != null && pins.isDueAt(now)) {
      warnings.add(renewal(policy, pins, now));
    }
    for (Finding finding : findings) {
      if (finding instanceof Finding.NotEvaluated open
          && (open.check() == Check.NAME_FRESH || open.check() == Check.NAME_COMPLETE)) {
        warnings.add(new Warning(open.reason(), open.why() + "; see to the upstreams"));
      }
    }
    return warnings;
  }

  private static Warning renewal(EndpointPolicy policy, PinSet pins, Instant now) {
    String whose = "pins of " + policy.hosts();
    return pins.isExpiredAt(now)
        ? new Warning(
            Reason.PIN_EXPIRED,
            whose + " expired on " + pins.expiry() + "; they still hold, renew them")
        : new Warning(
            Reason.PIN_EXPIRES_SOON, whose + " expire on " + pins.expiry() + ", renew them");
  }
}
