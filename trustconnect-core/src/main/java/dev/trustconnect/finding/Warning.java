package dev.trustconnect.finding;

/**
 * Something that doesn't refuse today and should be seen to.
 *
 * @param reason a stable code
 * @param text what it is about and what to do
 */
public record Warning(Reason reason, String text) {
  @Override
  public String toString() {
    return "[" + reason.code() + "] " + text;
  }
}
