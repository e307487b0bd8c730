package dev.trustconnect.gate;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.pin.SpkiPin;

/**
 * A client identity under the name that policies use.
 *
 * @param generation how often it has been renewed, from 1
 * @param used what evidence says where it was sent: computed once, not in each handshake
 */
record HeldIdentity(String name, ClientIdentity identity, long generation, UsedIdentity used) {
  static HeldIdentity of(String name, ClientIdentity identity, long generation) {
    return new HeldIdentity(
        name,
        identity,
        generation,
        new UsedIdentity(
            name,
            SpkiPin.of(identity.leaf()),
            generation,
            identity.leaf().getNotAfter().toInstant()));
  }

  /** Its name and generation: {@code payments#17}. */
  @Override
  public String toString() {
    return name + "#" + generation;
  }
}
