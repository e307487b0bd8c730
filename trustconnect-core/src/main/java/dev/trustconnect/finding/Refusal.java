package dev.trustconnect.finding;

import java.io.Serializable;
import java.util.Objects;

/**
 * What was refused and why. Created once, where the problem is found; exceptions and the audit log
 * carry it unchanged. Contains no secrets and can be pasted into a bug report. Immutable.
 *
 * @param subject what was refused: a host, or a host and port
 * @param reason why; its code is stable
 * @param seen what was found
 * @param wanted what is required, or what to do about it
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
   * The sentence for a violation that a policy only reports: {@code reported X [code]: seen …;
   * wanted …}.
   */
  public String reported() {
    return "reported " + text();
  }

  /** The sentence of the refusal: {@code refused X [code]: seen …; wanted …}. */
  @Override
  public String toString() {
    return "refused " + text();
  }

  private String text() {
    return subject + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted;
  }
}
