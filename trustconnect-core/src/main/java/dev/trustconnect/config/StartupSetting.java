package dev.trustconnect.config;

/**
 * A field of a policy file that is read when {@code TrustConnect} is built. A later change to it
 * takes effect at the next start; everything else in the file can be replaced at run time.
 */
public enum StartupSetting {
  /** The DNS servers, with their addresses, roots, pins and proxies. */
  UPSTREAMS("upstreams"),
  /** The roots for hosts whose entry has no {@code roots:}. */
  ROOTS("roots"),
  /** The proxies that connections may go through. */
  PROXIES("proxies"),
  /** The client identities. A file that one of them names is read again when it changes. */
  IDENTITIES("identities");

  private final String field;

  StartupSetting(String field) {
    this.field = field;
  }

  /** The field's name in the file. */
  public String field() {
    return field;
  }
}
