package dev.trustconnect.path;

import dev.trustconnect.finding.Finding;

/**
 * The result for a served chain: a verified path, or the most important reason why there is none.
 * Immutable.
 */
sealed interface PathOutcome {
  /** A path was found and verified. */
  record Verified(VerifiedPath path) implements PathOutcome {}

  /** No path could be verified; {@code finding} says why. */
  record Broken(Finding.Violated finding) implements PathOutcome {}
}
