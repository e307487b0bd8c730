package dev.trustconnect.finding;

/** The checks before a request may be sent, one constant for each fact. */
public enum Check {
  /** The name resolved, with a DNSSEC verdict from our own validation. */
  NAME_PROVEN("name proven"),
  /** The answer is within its TTL. */
  NAME_FRESH("name fresh"),
  /** Both lookups, for IPv4 and IPv6 addresses, were answered. */
  NAME_COMPLETE("name complete"),
  /** The name's addresses are public, or special-purpose ones that the policy allows. */
  ADDRESSES_PUBLIC("addresses public"),
  /** The name's aliases lead only through the domains that the policy lists. */
  ALIASES_IN_SCOPE("aliases in scope"),
  /** The name's addresses are among those that the policy lists. */
  ADDRESSES_IN_SCOPE("addresses in scope"),
  /** The connected peer is one of the proven addresses. */
  ADDRESS_BOUND("address bound"),
  /** A path leads from the peer's certificate, issued for this name, to the policy's roots. */
  PATH_VERIFIED("path verified"),
  /**
   * A path leads to the roots configured for all hosts, as a client without a policy would require.
   */
  PATH_TO_DEFAULT_ROOTS("path to the default roots"),
  /** The verified path contains a pinned key or certificate. */
  PINNED("pinned"),
  /** If the server got a client certificate, it is the certificate that the policy names. */
  IDENTITY("client identity"),
  /** The request goes over TLS. */
  ENCRYPTED("encrypted"),
  /** All secrets in the request belong to the host it goes to. */
  SECRETS_IN_SCOPE("secrets in scope");

  private final String words;

  Check(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
