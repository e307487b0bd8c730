package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.pin.SpkiPin;
import java.time.Instant;

/**
 * A client identity whose certificate a server got.
 *
 * @param name the name that policies use
 * @param key the pin of the certificate's key
 * @param generation how often the identity had been renewed, from 1
 * @param validUntil the end of the certificate's validity
 */
public record UsedIdentity(String name, SpkiPin key, long generation, Instant validUntil) {
  Finding asFinding() {
    return new Finding.Satisfied(Check.IDENTITY, toString());
  }

  /** Name, generation and key: {@code payments#17 sha256/…}. */
  @Override
  public String toString() {
    return name + "#" + generation + " " + key;
  }
}
