package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import java.util.Collection;

/** Looks at endpoints. Thread-safe. */
interface Eye {
  /**
   * Looks once. Blocks.
   *
   * @param handshake whether to connect too
   */
  Sight look(Endpoint endpoint, boolean handshake);

  /** A look that agrees with what is confirmed: what was seen may become what is known. */
  default void settled(Endpoint endpoint, Sight sight) {}

  /** Whether it is known what is usual for the endpoint. */
  default boolean knows(Endpoint endpoint) {
    return true;
  }

  /** Forgets all other endpoints. */
  default void keepOnly(Collection<Endpoint> endpoints) {}
}
