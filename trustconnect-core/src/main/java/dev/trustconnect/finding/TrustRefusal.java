package dev.trustconnect.finding;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implemented by every exception with which a gate refuses. The message can be pasted into a bug
 * report: what was refused, what was seen, what was wanted; it holds no secrets.
 */
public interface TrustRefusal {
  /** What was refused and why. */
  Refusal refusal();

  /** Why, with a code that outlives its wording. */
  default Reason reason() {
    return refusal().reason();
  }

  /**
   * Whether the same request may pass in seconds or minutes although nobody changes anything;
   * {@link Reason#isTemporary()}.
   */
  default boolean isTemporary() {
    return reason().isTemporary();
  }

  /** What was refused: a host, or a host and port. */
  default String refused() {
    return refusal().subject();
  }

  /** What there was. */
  default String seen() {
    return refusal().seen();
  }

  /** What there should have been, or what to do about it. */
  default String wanted() {
    return refusal().wanted();
  }

  /** The whole sentence: {@code refused X [code]: seen …; wanted …}. */
  String getMessage();

  /**
   * Finds the refusal in what an HTTP client threw: in the exception, its causes, or what they
   * suppress. Several: the one with the most telling reason.
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
