package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last decision about a connection.
 *
 * @param evidence the evidence
 * @param book the policies it was decided under; null if the evidence is that of an earlier
 *     connection, whose session this one shares
 */
record LastCheck(Evidence evidence, @Nullable PolicyBook book) {
  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof LastCheck that
        && evidence.equals(that.evidence)
        && Objects.equals(book, that.book);
  }

  @Override
  public int hashCode() {
    return Objects.hash(evidence, book);
  }
}
