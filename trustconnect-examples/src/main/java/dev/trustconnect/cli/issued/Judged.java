package dev.trustconnect.cli.issued;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.issued.Verdict.State;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges certificates. A defect at one certificate doesn't affect the others. For one thread. */
final class Judged {
  private final Function<Issued, Verdict> judge;
  private final StackTraces traces;
  private int defects;

  Judged(Function<Issued, Verdict> judge, StackTraces traces) {
    this.judge = judge;
    this.traces = traces;
  }

  /** The verdict; that it isn't judged after an unexpected exception, which is printed. */
  Verdict verdict(Issued certificate) {
    try {
      return judge.apply(certificate);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unexpected) {
      Defect defect = new Defect(unexpected);
      defects++;
      traces.print("certificate " + certificate.id(), defect);
      return new Verdict(certificate, State.NOT_JUDGED, List.of(), null, defect.toString());
    }
  }

  /**
   * Why the report isn't complete; null if it is.
   *
   * @param more another reason; null if there is none
   */
  @Nullable String missing(@Nullable String more) {
    if (defects == 0) {
      return more;
    }
    return defects
        + (defects == 1 ? " certificate wasn't" : " certificates weren't")
        + " judged for a defect of this program"
        + (more == null ? "" : "; " + more);
  }
}
