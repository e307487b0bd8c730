package dev.trustconnect.cli.audit;

import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Severity;
import java.util.Collection;
import java.util.Comparator;

/**
 * A grade by the most severe remark alone: a cap, not a sum. For dashboards; a good grade isn't
 * security.
 *
 * @param score from 0 to 100
 * @param letter A to F
 */
record Grade(int score, String letter) {
  static Grade of(Collection<Remark> remarks) {
    return remarks.stream()
        .map(Remark::severity)
        .max(Comparator.naturalOrder())
        .map(Grade::cap)
        .orElse(new Grade(100, "A"));
  }

  private static Grade cap(Severity worst) {
    return switch (worst) {
      case CRITICAL -> new Grade(20, "F");
      case HIGH -> new Grade(50, "D");
      case MEDIUM -> new Grade(80, "B");
      case LOW -> new Grade(95, "A");
      case INFO -> new Grade(100, "A");
    };
  }
}
