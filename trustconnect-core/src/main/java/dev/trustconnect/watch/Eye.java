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

  /** A look agreed with the confirmed state: its facts may become known ones. */
  default void settled(Endpoint endpoint, Sight sight) {}

  /** Whether the endpoint's usual state is known. */
  default boolean knows(Endpoint endpoint) {
    return true;
  }

  /** Forgets all other endpoints. */
  default void keepOnly(Collection<Endpoint> endpoints) {}
}
