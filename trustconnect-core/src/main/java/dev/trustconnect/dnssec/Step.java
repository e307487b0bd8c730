package dev.trustconnect.dnssec;

import java.util.Set;

/** The state of a {@link Validation}: it needs answers, or it is done. */
public sealed interface Step {

  /**
   * Answers to these questions are needed before the verdict can be given.
   *
   * @param required ask these and feed what comes; the verdict may stand before all are answered.
   *     Never empty
   * @param guesses questions that save a round trip if they turn out to be needed; asking none of
   *     them is fine. Disjoint from {@code required}
   */
  record Need(Set<Question> required, Set<Question> guesses) implements Step {
    public Need {
      required = Set.copyOf(required);
      guesses = Set.copyOf(guesses);
    }
  }

  /** The verdict stands; feeding more changes nothing. */
  record Done(ValidatedAnswer answer) implements Step {}
}
