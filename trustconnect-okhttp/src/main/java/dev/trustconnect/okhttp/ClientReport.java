package dev.trustconnect.okhttp;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a client lacks, and what weakens it; made by {@link TrustConnectOkHttp#inspect}.
 *
 * @param findings the most telling first; empty if there is nothing to say
 */
public record ClientReport(List<ClientFinding> findings) {

  /** Findings in any order. */
  public ClientReport {
    findings =
        findings.stream()
            .sorted(
                Comparator.comparing(ClientFinding::severity).thenComparing(ClientFinding::code))
            .toList();
  }

  /**
   * Whether every gate has its seam and nothing dangerous is left. What a client does later, or
   * what its interceptors do, no report can tell: the gates refuse what they see then.
   */
  public boolean isProtected() {
    return findings.stream().allMatch(one -> one.severity() == ClientFinding.Severity.NOTE);
  }

  /** A verdict, and a line for each finding. */
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
