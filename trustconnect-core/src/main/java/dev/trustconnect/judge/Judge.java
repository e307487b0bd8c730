package dev.trustconnect.judge;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.scope.Requirement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether to allow or refuse, from policy, findings and time. A pure function; no other
 * code makes these decisions.
 */
public final class Judge {
  /**
   * The reasons that {@code REPORT_ONLY} only reports: what a policy requires beyond an ordinary
   * client. All others refuse in both modes.
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
   * Decides about these findings.
   *
   * <p>A violated check refuses. A check that couldn't be evaluated refuses if the policy requires
   * it. A check without any finding refuses under every policy that doesn't exempt it, even under
   * {@code REPORT_ONLY} ({@link Reason#GATE_CHECK_MISSING}): the gate failed to make it. {@code
   * REPORT_ONLY} only reports violations of what the policy requires beyond an ordinary client.
   *
   * @param checks the checks that there must be findings for; at least one
   * @param found the findings; those about other checks count too
   * @param now the time for warnings about pins that expire soon
   * @return the decision, whose findings are {@code found} and one for each missing check
   * @throws IllegalArgumentException if {@code checks} is empty
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
            isOnlyReported(policy, refusal.reason())
                || (policy.mode() == Mode.REPORT_ONLY
                    && isForgivable(finding, refusal.reason(), findings));
        (reportedOnly ? forgiven : refused).add(refusal);
      }
    }
    if (refused.isEmpty()) {
      return new Decision.Allowed(findings, warnings, forgiven);
    }
    return Collections.min(refused, Comparator.comparingInt(refusal -> refusal.reason().rank()));
  }

  /** The findings, with a {@code NotEvaluated} added for each check that has none. */
  private static List<Finding> withMissing(
      EndpointPolicy policy, Set<Check> checks, List<Finding> found) {
    if (checks.isEmpty()) {
      throw new IllegalArgumentException("a decision needs at least one check");
    }
    Set<Check> seen = EnumSet.noneOf(Check.class);
    for (Finding finding : found) {
      seen.add(finding.check());
    }
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
    if (finding.check() == Check.PATH_TO_DEFAULT_ROOTS) {
      return null; // only for isForgivable: never a reason to refuse
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

  private static boolean isOnlyReported(EndpointPolicy policy, Reason reason) {
    return policy.dnssec() == Dnssec.REPORT_INSECURE && reason == Reason.POLICY_SECURE_REQUIRED;
  }

  private static boolean isForgivable(Finding finding, Reason reason, List<Finding> findings) {
    return FORGIVABLE.contains(reason)
        || (finding.check() == Check.PATH_VERIFIED
            && reason != Reason.GATE_CHECK_MISSING
            && findings.stream()
                .anyMatch(
                    other ->
                        other.check() == Check.PATH_TO_DEFAULT_ROOTS
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
        warnings.add(new Warning(open.reason(), open.why() + "; check the upstreams"));
      }
      if (finding instanceof Finding.Satisfied
          && finding.check() == Check.IDENTITY
          && policy.grantsIdentityToAnyAuthority()) {
        warnings.add(
            new Warning(
                Reason.POLICY_IDENTITY_TO_ANY_AUTHORITY,
                "a server of "
                    + policy.hosts()
                    + " got a client certificate, and any public authority could have vouched for"
                    + " it; set roots, pins or requireSecure"));
      }
    }
    return warnings;
  }

  private static Warning renewal(EndpointPolicy policy, PinSet pins, Instant now) {
    String whose = "pins of " + policy.hosts();
    return pins.isExpiredAt(now)
        ? new Warning(
            Reason.PIN_EXPIRED,
            whose + " expired on " + pins.expiry() + "; they are still in force, renew them")
        : new Warning(
            Reason.PIN_EXPIRES_SOON, whose + " expire on " + pins.expiry() + "; renew them");
  }
}
