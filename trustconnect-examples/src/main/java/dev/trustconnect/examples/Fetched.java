package dev.trustconnect.examples;

import org.jspecify.annotations.Nullable;

/**
 * How a download ended.
 *
 * @param outcome of them
 * @param bytes of the whole file; so far, if it isn't whole
 * @param resumedFrom how many of them were there from before
 * @param sha256 of the whole; null if there is none
 * @param from where it came from in the end, after redirects
 * @param evidence what was proven about that connection; empty if nothing was
 * @param reason of a refusal; null if it was none
 * @param message what went wrong; empty if nothing did
 */
record Fetched(
    Outcome outcome,
    long bytes,
    long resumedFrom,
    @Nullable String sha256,
    String from,
    String evidence,
    @Nullable String reason,
    String message) {
  /** How it may end, with the exit status. */
  enum Outcome {
    /** The file is there, whole and checked. */
    DONE(0),
    /** It may not be fetched from there, or it isn't what was wanted. */
    REFUSED(1),
    /** The server, or the way to it, failed; a part that can be resumed is kept. */
    FAILED(3);

    private final int exitStatus;

    Outcome(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    int exitStatus() {
      return exitStatus;
    }
  }
}
