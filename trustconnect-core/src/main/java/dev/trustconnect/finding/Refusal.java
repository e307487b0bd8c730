package dev.trustconnect.finding;

import java.io.Serializable;
import java.util.Objects;

/**
 * What was refused and why. Made once, where it is found; exceptions and the audit log carry it
 * unchanged. Holds no secrets, and can be pasted into a bug report.
 *
 * @param subject what was refused: a host, or a host and port
 * @param reason why, with a code that outlives its wording
 * @param seen what there was
 * @param wanted what there should have been, or what to do about it
 */
public record Refusal(String subject, Reason reason, String seen, String wanted)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Refusal {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(seen);
    Objects.requireNonNull(wanted);
  }

  /**
   * The sentence for something that was only reported, under a policy that does no more: {@code
   * reported X [code]: seen …; wanted …}.
   */
  public String reported() {
    return "reported " + text();
  }

  /** The sentence every refusal has: {@code refused X [code]: seen …; wanted …}. */
  @Override
  public String toString() {
    return "refused " + text();
  }

  private String text() {
    return subject + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted;
  }
}
