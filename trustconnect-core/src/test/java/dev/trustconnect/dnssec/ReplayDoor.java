package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.List;
import org.xbill.DNS.Record;

/** The way for replayed history into the engine: with settings that no user can ask for. */
public final class ReplayDoor {
  private ReplayDoor() {}

  /**
   * A validation of {@code question} at {@code at}.
   *
   * @param maxNsec3Iterations the most that still validate, -1 for the engine's own limit
   * @param oldAlgorithms whether DSA and RSA keys below 1024 bits count, as they did in 2007
   * @param memory zones and denials proven earlier
   */
  public static Validation open(
      Question question,
      List<Record> anchors,
      Instant at,
      int maxNsec3Iterations,
      boolean oldAlgorithms,
      ValidationMemory memory) {
    ValidatorSettings.Builder builder = ValidatorSettings.builder();
    if (maxNsec3Iterations >= 0) {
      builder.nsec3Iterations(maxNsec3Iterations, Math.max(500, maxNsec3Iterations));
    }
    ValidatorSettings settings =
        oldAlgorithms ? ValidatorSettings.unsafeForReplays(builder) : builder.build();
    return new Validator(TrustAnchors.of(anchors, settings), settings, memory).begin(question, at);
  }
}
