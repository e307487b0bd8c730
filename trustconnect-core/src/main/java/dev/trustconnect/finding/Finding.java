package dev.trustconnect.finding;

/**
 * The result of one check. Not a decision: the judge makes those. Immutable.
 *
 * <p>The texts may be logged: they contain names, addresses and fingerprints, but no secrets.
 */
public sealed interface Finding {
  /** The check that was made. */
  Check check();

  /**
   * The check succeeded.
   *
   * @param facts what was found
   */
  record Satisfied(Check check, String facts) implements Finding {
    @Override
    public String toString() {
      return check + ": " + facts;
    }
  }

  /**
   * The check was made and failed.
   *
   * @param reason why it failed
   * @param seen what was found
   * @param wanted what is required, or what to do
   */
  record Violated(Check check, Reason reason, String seen, String wanted) implements Finding {
    @Override
    public String toString() {
      return check + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted;
    }
  }

  /**
   * The check couldn't be made, or there was nothing to check.
   *
   * @param reason why it wasn't evaluated
   * @param why the same in words
   */
  record NotEvaluated(Check check, Reason reason, String why) implements Finding {
    @Override
    public String toString() {
      return check + " not evaluated [" + reason.code() + "]: " + why;
    }
  }
}
