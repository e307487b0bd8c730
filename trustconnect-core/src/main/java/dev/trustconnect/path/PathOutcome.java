package dev.trustconnect.path;

import dev.trustconnect.finding.Finding;

/** The result for a served chain: a verified path, or the most telling reason why there is none. */
public sealed interface PathOutcome {
  /** A path was found. */
  record Verified(VerifiedPath path) implements PathOutcome {}

  /** There is none. */
  record Broken(Finding.Violated finding) implements PathOutcome {}
}
