package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.List;
import org.xbill.DNS.Record;

/** The way for replayed history into the engine: with settings that no user can ask for. */
public final class ReplayDoor {
  private ReplayDoor() {}

  /**
   * A validation that starts with no known zone.
   *
   * @param maxNsec3Iterations the most that still validate, -1 for the engine's own limit
   * @param oldAlgorithms whether DSA and RSA keys below 1024 bits count, as they did in 2007
   */
  public static Validation open(
      Question question,
      List<Record> anchors,
      Instant at,
      int maxNsec3Iterations,
      boolean oldAlgorithms) {
    return new Validation(
        question, TrustAnchors.of(anchors), ValidatorSettings.DEFAULT, KnownZones.NONE, at);
  }
}
