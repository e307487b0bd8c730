package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import org.xbill.DNS.Message;

/**
 * One question on its way to a verdict. Does no I/O: feed it messages, ask it to {@link #advance()}.
 *
 * <p>Not thread-safe: one caller at a time. Never throws for anything a message contains.
 */
public final class Validation {
  private final Question question;

  /**
   * A validation of {@code question} at the moment {@code now}.
   *
   * @param anchors where trust begins
   * @param settings how strict
   * @param known zones proven earlier
   */
  public Validation(
      Question question, TrustAnchors anchors, ValidatorSettings settings, KnownZones known, Instant now) {
    this.question = question;
  }

  /** The next step: what is needed, or the answer. Asking again without feeding gives the same step. */
  public Step advance() {
    throw new UnsupportedOperationException(question.toString());
  }

  /** Hands over the upstream's response to {@code asked}; checked against the question before anything is believed. */
  public void feed(Question asked, Message response) {}

  /** Says that no response to {@code asked} could be had: never "no data", never INSECURE. */
  public void fail(Question asked, Reason why, String detail) {}
}
