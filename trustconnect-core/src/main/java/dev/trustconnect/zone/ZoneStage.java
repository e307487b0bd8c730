package dev.trustconnect.zone;

import java.util.List;

/**
 * A state that a zone is in.
 *
 * @param seen why, as a sentence
 * @param steps what to do next, in order; empty if nothing has to be done
 */
public record ZoneStage(ZoneState state, String seen, List<ZoneStep> steps) {
  public ZoneStage {
    steps = List.copyOf(steps);
  }

  static ZoneStage of(ZoneState state, String seen, ZoneStep... steps) {
    return new ZoneStage(state, seen, List.of(steps));
  }
}
