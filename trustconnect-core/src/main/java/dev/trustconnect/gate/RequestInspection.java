package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs the checks of a request.
 *
 * @param home the host that the application called
 * @param atHome whether this request goes to that host and port
 * @param misplaced its secrets that belong to other hosts
 * @param stripped the headers that are removed from it
 */
record RequestInspection(
    Outgoing outgoing,
    HostName home,
    boolean atHome,
    MisplacedSecrets misplaced,
    Set<String> stripped) {
  static final List<Inspector<RequestInspection>> ALL =
      List.of(RequestInspection::encrypted, RequestInspection::secrets);

  static final Finding CLEARTEXT =
      new Finding.Violated(
          Check.ENCRYPTED, Reason.REQUEST_CLEARTEXT, "an http: URL", "https:, which can be proven");

  private static final Finding TLS = new Finding.Satisfied(Check.ENCRYPTED, "TLS");

  private void encrypted(List<Finding> findings) {
    findings.add(outgoing.encrypted() ? TLS : CLEARTEXT);
  }

  private void secrets(List<Finding> findings) {
    List<Finding> secrets = new ArrayList<>();
    if (!stripped.isEmpty()) {
      secrets.add(stripped(stripped));
    }
    secrets.addAll(misplaced.findings(home, stripped));
    secrets.addAll(misplaced.findings(stripped));
    if (!atHome && outgoing.hasBody()) {
      secrets.add(
          new Finding.Violated(
              Check.SECRETS_IN_SCOPE,
              Reason.REQUEST_BODY_ELSEWHERE,
              "the body of a request to " + home,
              "bodies to go only where the application addressed them"));
    }
    findings.addAll(secrets.isEmpty() ? List.of(noneOf(home)) : secrets);
  }

  /**
   * The findings about secrets of another host that the call visited through a redirect.
   *
   * @param newlyStripped removed headers that haven't been reported yet
   */
  static List<Finding> secretsOf(
      HostName host, MisplacedSecrets misplaced, Set<String> stripped, Set<String> newlyStripped) {
    List<Finding> findings = new ArrayList<>();
    if (!newlyStripped.isEmpty()) {
      findings.add(stripped(newlyStripped));
    }
    findings.addAll(misplaced.findings(host, stripped));
    return findings.isEmpty() ? List.of(noneOf(host)) : findings;
  }

  private static Finding noneOf(HostName host) {
    return new Finding.Satisfied(
        Check.SECRETS_IN_SCOPE, "no secret of " + host + " away from home");
  }

  private static Finding stripped(Set<String> names) {
    return new Finding.Satisfied(Check.SECRETS_IN_SCOPE, "stripped " + String.join(", ", names));
  }
}
