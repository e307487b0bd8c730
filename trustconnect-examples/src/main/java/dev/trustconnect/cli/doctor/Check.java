package dev.trustconnect.cli.doctor;

import java.util.List;
import java.util.function.Supplier;

/**
 * One check, and what has to be known before it.
 *
 * @param id such as {@code doctor.clock}
 * @param needs the ids of checks without whose success this one says nothing: it is skipped then
 * @param after the ids of checks whose facts this one uses, whatever their result
 * @param local whether it ends by itself soon, without a network: it is waited for
 * @param examination looks, and returns at least one row; may block
 */
record Check(
    String id,
    List<String> needs,
    List<String> after,
    boolean local,
    Supplier<List<Row>> examination) {
  Check {
    needs = List.copyOf(needs);
    after = List.copyOf(after);
  }

  /** A check of this machine alone. */
  static Check local(String id, Supplier<Row> examination) {
    return new Check(id, List.of(), List.of(), true, () -> List.of(examination.get()));
  }

  /** A check that asks the network. */
  static Check network(String id, Supplier<Row> examination) {
    return new Check(id, List.of(), List.of(), false, () -> List.of(examination.get()));
  }

  /** The same check, skipped unless these succeed. */
  Check needing(String... ids) {
    return new Check(id, List.of(ids), after, local, examination);
  }

  /** The same check, examined when these have ended. */
  Check following(String... ids) {
    return new Check(id, needs, List.of(ids), local, examination);
  }
}
