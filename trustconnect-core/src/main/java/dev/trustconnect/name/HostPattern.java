package dev.trustconnect.name;

/**
 * The hosts that a rule applies to: one host, or every host exactly one label below a parent
 * ({@code *.example.com}). Immutable.
 *
 * @param parent the host itself, or the domain after the star
 * @param isWildcard whether it matches all names one label below {@code parent}
 */
public record HostPattern(HostName parent, boolean isWildcard) {
  private static final String STAR = "*.";

  public HostPattern {
    if (isWildcard && parent.ascii().indexOf('.') < 0) {
      throw new IllegalArgumentException(
          "the domain after *. needs at least two labels: '" + parent + "'");
    }
  }

  /**
   * Reads {@code api.example.com} or {@code *.example.com}.
   *
   * @throws IllegalArgumentException if it is neither; the message names the position
   */
  public static HostPattern parse(String text) {
    if (text.startsWith(STAR)) {
      return new HostPattern(HostName.parse(text.substring(STAR.length())), true);
    }
    if (text.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "a wildcard must be the whole left-most label, as in *.example.com: '" + text + "'");
    }
    return new HostPattern(HostName.parse(text), false);
  }

  /** Whether the rule applies to {@code host}. */
  public boolean matches(HostName host) {
    if (!isWildcard) {
      return parent.equals(host);
    }
    int dot = host.ascii().indexOf('.');
    return dot > 0 && host.ascii().substring(dot + 1).equals(parent.ascii());
  }

  /** The spelling that {@link #parse} reads back. */
  @Override
  public String toString() {
    return isWildcard ? STAR + parent : parent.ascii();
  }
}
