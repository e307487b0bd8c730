package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import java.util.List;

/** Looks for the policy's pins in the verified path. */
record PinInspector(PinSet pins) implements PathInspector {
  private static final Finding NO_PINS =
      new Finding.NotEvaluated(Check.PINNED, Reason.PIN_NONE, "the policy has no pins");

  private static final Inspector<FoundPath> WITHOUT_PINS =
      (unusedPath, findings) -> findings.add(NO_PINS);

  static Inspector<FoundPath> of(EndpointPolicy policy) {
    PinSet pins = policy.pins().orElse(null);
    return pins == null ? WITHOUT_PINS : new PinInspector(pins);
  }

  /** The policy's pins that {@code path} contains. */
  static List<Pin> matched(EndpointPolicy policy, VerifiedPath path) {
    return policy.pins().map(pins -> pins.matched(path)).orElse(List.of());
  }

  @Override
  public Finding inspect(VerifiedPath path) {
    return pins.inspect(path);
  }

  @Override
  public Finding withoutPath(Finding.Violated broken) {
    return new Finding.NotEvaluated(
        Check.PINNED, broken.reason(), "no verified path to look for pins in");
  }
}
