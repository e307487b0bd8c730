package dev.trustconnect.cli.issued;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate held against the policies.
 *
 * @param state the worst for any of its endpoints
 * @param endpoints the hosts of the policies that it could be used for
 * @param matched the pin that one of its keys matches; null if none does
 * @param why the same in words
 */
record Verdict(
    Issued certificate, State state, List<String> endpoints, @Nullable String matched, String why) {
  Verdict {
    endpoints = List.copyOf(endpoints);
  }

  /** How it stands to the policies, the worst last. */
  enum State {
    /** None of its names has a policy. */
    NO_POLICY("no policy"),
    /** Its key or its issuer's is pinned for every endpoint. */
    FITS("fits"),
    /** The source has no keys, or the policy no pins. */
    NOT_JUDGED("not judged"),
    /** A policy has pins, and neither its key nor its issuer's is among them. */
    OUTSIDE("OUTSIDE");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
