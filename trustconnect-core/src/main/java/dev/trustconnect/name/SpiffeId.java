package dev.trustconnect.name;

import java.util.regex.Pattern;

/**
 * The SPIFFE ID of a workload, such as {@code spiffe://corp.example/ns/llm/sa/gateway}, or of all
 * workloads one path segment further, written with {@code *} as the last segment (SPIFFE-ID §2).
 * Immutable.
 *
 * @param trustDomain the trust domain, in lower case
 * @param path the path with its first slash; if {@code isWildcard}, up to the last slash
 * @param isWildcard whether it stands for every ID with one more segment
 */
public record SpiffeId(String trustDomain, String path, boolean isWildcard) {
  private static final String SCHEME = "spiffe://";
  private static final String STAR = "/*";
  private static final int MAX_LENGTH = 2_048; // SPIFFE-ID §2.3
  private static final int MAX_TRUST_DOMAIN = 255;
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]+"); // §2.1
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+"); // §2.2

  public SpiffeId {
    if (!TRUST_DOMAIN.matcher(trustDomain).matches() || trustDomain.length() > MAX_TRUST_DOMAIN) {
      throw malformed("its trust domain has lower-case letters, digits, dots, hyphens and _ only");
    }
    if (path.isEmpty() && !isWildcard) {
      throw malformed("a workload has a path after its trust domain");
    }
    if (!path.isEmpty()) {
      checkPath(path);
    }
    if (SCHEME.length() + trustDomain.length() + path.length() + STAR.length() > MAX_LENGTH) {
      throw malformed("it has at most 2,048 characters");
    }
  }

  private static void checkPath(String path) {
    if (path.charAt(0) != '/') {
      throw malformed("its path begins with a slash");
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        throw malformed(
            "the segments of its path have letters, digits, dots, hyphens and _ only, and aren't"
                + " empty, . or ..");
      }
    }
  }

  private static IllegalArgumentException malformed(String rule) {
    return new IllegalArgumentException(
        "not a SPIFFE ID, such as spiffe://corp.example/ns/llm/sa/gateway: " + rule);
  }

  /**
   * Reads an ID, or one whose last segment is {@code *}.
   *
   * @throws IllegalArgumentException if it is anything else; the message has the rule that it
   *     breaks
   */
  public static SpiffeId parse(String text) {
    if (!text.startsWith(SCHEME)) {
      throw malformed("it begins with spiffe://");
    }
    String afterScheme = text.substring(SCHEME.length()); // of spiffe://*, no more than the star
    boolean isWildcard = afterScheme.endsWith(STAR);
    String rest =
        isWildcard ? afterScheme.substring(0, afterScheme.length() - STAR.length()) : afterScheme;
    int slash = rest.indexOf('/');
    return slash < 0
        ? new SpiffeId(rest, "", isWildcard)
        : new SpiffeId(rest.substring(0, slash), rest.substring(slash), isWildcard);
  }

  /**
   * Whether {@code presented} is this ID, or an ID that its {@code *} matches. False for text that
   * isn't an ID of a workload.
   */
  public boolean matches(String presented) {
    SpiffeId id;
    try {
      id = parse(presented);
    } catch (IllegalArgumentException e) {
      return false; // not a SPIFFE ID
    }
    if (id.isWildcard || !id.trustDomain.equals(trustDomain)) {
      return false;
    }
    if (!isWildcard) {
      return id.path.equals(path);
    }
    int last = id.path.lastIndexOf('/');
    return id.path.substring(0, last).equals(path);
  }

  /** The spelling that {@link #parse} reads back. */
  @Override
  public String toString() {
    return SCHEME + trustDomain + path + (isWildcard ? STAR : "");
  }
}
