package dev.trustconnect.finding;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implemented by every exception that a gate refuses with. The message says what was refused, what
 * was seen and what was wanted. It contains no secrets and can be pasted into a bug report.
 */
public interface TrustRefusal {
  /** The refusal: its subject, the reason, and the values seen and wanted. */
  Refusal refusal();

  /** Why it was refused; the reason's code is stable. */
  default Reason reason() {
    return refusal().reason();
  }

  /**
   * Whether the same request may succeed in seconds or minutes without any change: see {@link
   * Reason#isTemporary()}.
   */
  default boolean isTemporary() {
    return reason().isTemporary();
  }

  /** The refused host, or host and port. */
  default String refused() {
    return refusal().subject();
  }

  /** The facts that were found. */
  default String seen() {
    return refusal().seen();
  }

  /** The requirement, or a remedy. */
  default String wanted() {
    return refusal().wanted();
  }

  /** The whole sentence: {@code refused X [code]: seen …; wanted …}. */
  String getMessage();

  /**
   * Several lines for a person: what was refused and why, and what to do. Ends with a line break.
   */
  default String explain() {
    return refusal().explain();
  }

  /**
   * Finds the refusal in an HTTP client's exception, its causes and their suppressed exceptions. If
   * there are several, the one with the most important reason is returned ({@link Reason#rank()}).
   * Empty if there is none or {@code thrown} is null.
   */
  static Optional<TrustRefusal> in(@Nullable Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Optional.ofNullable(best(thrown, seen, null));
  }

  private static @Nullable TrustRefusal best(
      @Nullable Throwable thrown, Set<Throwable> seen, @Nullable TrustRefusal found) {
    TrustRefusal best = found;
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof TrustRefusal refusal
          && (best == null || refusal.reason().isMoreTellingThan(best.reason()))) {
        best = refusal;
      }
      for (Throwable suppressed : t.getSuppressed()) {
        best = best(suppressed, seen, best);
      }
    }
    return best;
  }
}
