package dev.trustconnect.finding;

/**
 * Something that isn't refused but needs attention. Immutable.
 *
 * @param reason why, with a stable code
 * @param text what it is about and what to do
 */
public record Warning(Reason reason, String text) {
  @Override
  public String toString() {
    return "[" + reason.code() + "] " + text;
  }
}
