package dev.trustconnect.okhttp;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The checks that a client lacks and the settings that weaken it; returned by {@link
 * TrustConnectOkHttp#inspect}. Immutable.
 *
 * @param findings the most serious first; may be empty
 */
public record ClientReport(List<ClientFinding> findings) {

  /** A report of these findings, which are sorted here. */
  public ClientReport {
    findings =
        findings.stream()
            .sorted(
                Comparator.comparing(ClientFinding::severity).thenComparing(ClientFinding::code))
            .toList();
  }

  /**
   * Whether every gate is installed and nothing dangerous was found. A report can't know what
   * interceptors do during a call; the gates check that then.
   */
  public boolean isProtected() {
    return findings.stream().allMatch(one -> one.severity() == ClientFinding.Severity.NOTE);
  }

  /** {@code protected} or {@code not protected}, then a line for each finding. */
  @Override
  public String toString() {
    String verdict = isProtected() ? "protected" : "not protected";
    return findings.isEmpty()
        ? verdict
        : findings.stream()
            .map(ClientFinding::toString)
            .collect(Collectors.joining("\n  ", verdict + ":\n  ", ""));
  }
}
