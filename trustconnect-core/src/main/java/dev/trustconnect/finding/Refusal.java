package dev.trustconnect.finding;

import java.io.Serializable;
import java.util.Objects;

/**
 * A refusal: its subject, the reason, and the values seen and wanted. Created once, where the
 * problem is found; exceptions and the audit log carry it unchanged. Contains no secrets and can be
 * pasted into a bug report. Immutable.
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

  /**
   * Several lines for a person: what was refused, its code, what was seen and wanted, what the code
   * means and what to do. Ends with a line break.
   */
  String explain() {
    String text = reason.explanation();
    int end = text.indexOf(". ") + 1;
    return "refused "
        + subject
        + "\n  code    "
        + reason.code()
        + "\n  seen    "
        + seen
        + "\n  wanted  "
        + wanted
        + "\n  means   "
        + text.substring(0, end)
        + "\n  do      "
        + text.substring(end + 1)
        + "\n  retry   "
        + (reason.isTemporary() ? "helps, later" : "won't help")
        + "\n";
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
