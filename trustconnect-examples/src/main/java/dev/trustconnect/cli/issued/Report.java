package dev.trustconnect.cli.issued;

import dev.trustconnect.cli.issued.Verdict.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code issued}.
 *
 * @param source as it is shown
 * @param verdicts the worst first
 * @param expired how many others were ignored because they have expired
 * @param last the id to go on from; null if there is none
 * @param missing why there may be more; null if everything was read
 */
record Report(
    String domain,
    String source,
    List<Verdict> verdicts,
    long expired,
    @Nullable String last,
    @Nullable String missing) {
  private static final int OUTSIDE = 1;
  private static final int INCOMPLETE = 3;

  Report {
    verdicts = List.copyOf(verdicts);
  }

  List<Verdict> of(State state) {
    return verdicts.stream().filter(verdict -> verdict.state() == state).toList();
  }

  int exitStatus() {
    if (!of(State.OUTSIDE).isEmpty()) {
      return OUTSIDE;
    }
    return missing == null ? 0 : INCOMPLETE;
  }
}
