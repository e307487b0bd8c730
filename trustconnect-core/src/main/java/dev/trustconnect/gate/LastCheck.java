package dev.trustconnect.gate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last decision about a connection.
 *
 * @param evidence the evidence
 * @param standing what it was decided under; null if the evidence is that of an earlier connection,
 *     whose session this one shares
 */
record LastCheck(Evidence evidence, @Nullable Standing standing) {
  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof LastCheck that
        && evidence.equals(that.evidence)
        && Objects.equals(standing, that.standing);
  }

  @Override
  public int hashCode() {
    return Objects.hash(evidence, standing);
  }
}
