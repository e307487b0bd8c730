package dev.trustconnect.remark;

import dev.trustconnect.survey.Endpoint;
import java.util.Optional;

/** The history of an endpoint's key in earlier surveys. Must not block. */
@FunctionalInterface
public interface KeyHistory {
  /** Knows nothing. */
  KeyHistory NONE = endpoint -> Optional.empty();

  /**
   * Whether the key stayed the same at the last renewal of the certificate; empty if no renewal was
   * seen yet.
   */
  Optional<Boolean> wasReused(Endpoint endpoint);
}
