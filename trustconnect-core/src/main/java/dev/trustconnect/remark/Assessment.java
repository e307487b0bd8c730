package dev.trustconnect.remark;

import dev.trustconnect.survey.Survey;
import java.util.List;
import java.util.Optional;

/**
 * The result of the rules for one survey. Immutable.
 *
 * @param survey the facts
 * @param mayCall whether the gates would let a request pass
 * @param why the gates' first refusal, or why nothing was judged; empty if a request would pass
 * @param remarks the most severe first
 * @param compensated remarks that the policy makes up for; not among {@code remarks}
 * @param notEvaluated checks that couldn't be made
 */
public record Assessment(
    Survey survey,
    MayCall mayCall,
    String why,
    List<Remark> remarks,
    List<Compensated> compensated,
    List<NotEvaluated> notEvaluated) {
  public Assessment {
    remarks = List.copyOf(remarks);
    compensated = List.copyOf(compensated);
    notEvaluated = List.copyOf(notEvaluated);
  }

  /** The most severe remark; empty if there is none. */
  public Optional<Remark> worst() {
    return remarks.isEmpty() ? Optional.empty() : Optional.of(remarks.get(0));
  }

  /** How many remarks have exactly this severity. */
  public int count(Severity severity) {
    return (int) remarks.stream().filter(remark -> remark.severity() == severity).count();
  }

  /** Whether a remark is at least this severe. */
  public boolean has(Severity severity) {
    return worst().isPresent() && worst().get().severity().isAtLeast(severity);
  }
}
