package dev.trustconnect.replay;

import java.util.Optional;
import java.util.Set;

final class ReplayExclusions {
  private ReplayExclusions() {}

  static Optional<String> of(RplFile file) {
    return Optional.empty();
  }

  static Set<Integer> steps(RplFile file, Tally tally) {
    return Set.of();
  }
}
