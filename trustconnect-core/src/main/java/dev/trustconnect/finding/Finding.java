package dev.trustconnect.finding;

/**
 * What an inspector found about one fact. Not yet a decision: the judge makes those.
 *
 * <p>Texts hold facts that may be logged: names, addresses, fingerprints; never secrets.
 */
public sealed interface Finding {
  /** Which fact was looked at. */
  Check check();

  /**
   * It holds.
   *
   * @param facts what was seen
   */
  record Satisfied(Check check, String facts) implements Finding {
    @Override
    public String toString() {
      return check + ": " + facts;
    }
  }

  /**
   * It doesn't hold, and this could be seen.
   *
   * @param reason why
   * @param seen what there is
   * @param wanted what there should be, or what to do
   */
  record Violated(Check check, Reason reason, String seen, String wanted) implements Finding {
    @Override
    public String toString() {
      return check + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted;
    }
  }

  /**
   * It couldn't be looked at, or there is nothing that could be checked. Neither green nor red.
   *
   * @param reason why not
   * @param why the same in words
   */
  record NotEvaluated(Check check, Reason reason, String why) implements Finding {
    @Override
    public String toString() {
      return check + " not evaluated [" + reason.code() + "]: " + why;
    }
  }
}
