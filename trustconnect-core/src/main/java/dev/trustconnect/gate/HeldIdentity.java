package dev.trustconnect.gate;

import dev.trustconnect.identity.ClientIdentity;

/**
 * A client identity under the name that policies use.
 *
 * @param generation how often it has been renewed, from 1
 */
record HeldIdentity(String name, ClientIdentity identity, long generation) {
  /** Its name and generation: {@code payments#17}. */
  @Override
  public String toString() {
    return name + "#" + generation;
  }
}
