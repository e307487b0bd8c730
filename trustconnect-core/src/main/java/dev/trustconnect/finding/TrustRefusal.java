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
  /** Why, with a code that outlives its wording. */
  Reason reason();

  /**
   * Whether the same request may pass in seconds or minutes although nobody changes anything;
   * {@link Reason#isTemporary()}.
   */
  default boolean isTemporary() {
    return reason().isTemporary();
  }

  /** What was refused: a host, or a host and port. */
  String refused();

  /** What there was. */
  String seen();

  /** What there should have been, or what to do about it. */
  String wanted();

  /** The whole sentence. */
  @Nullable String getMessage();

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

  /** The sentence every refusal has: {@code refused X [code]: seen …; wanted …}. */
  static String sentence(String refused, Reason reason, String seen, String wanted) {
    return "refused " + rest(refused, reason, seen, wanted);
  }

  /**
   * The sentence of what would have been refused if the policy did more than report: {@code
   * reported X [code]: seen …; wanted …}.
   */
  static String reportedSentence(String subject, Reason reason, String seen, String wanted) {
    return "reported " + rest(subject, reason, seen, wanted);
  }

  private static String rest(String subject, Reason reason, String seen, String wanted) {
    return subject + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted;
  }
}
