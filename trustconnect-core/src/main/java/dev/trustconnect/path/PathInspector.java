package dev.trustconnect.path;

import dev.trustconnect.finding.Finding;

/** Looks at a verified path and says what it found; pins now, other evidence later. */
@FunctionalInterface
public interface PathInspector {
  /** What was found. Doesn't block, never throws; thread-safe. */
  Finding inspect(VerifiedPath path);
}
