package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import org.jspecify.annotations.Nullable;

/** A question on its way to one upstream: what another upstream says of it is another matter. */
record UpstreamQuestion(int upstream, Question question) {
  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof UpstreamQuestion that
        && upstream == that.upstream
        && question.equals(that.question);
  }

  @Override
  public int hashCode() {
    return 31 * question.hashCode() + upstream;
  }
}
