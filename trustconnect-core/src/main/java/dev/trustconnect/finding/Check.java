package dev.trustconnect.finding;

/** What is looked at before a request may leave, one constant for each fact. */
public enum Check {
  /** The name resolved, with a DNSSEC verdict we computed ourselves. */
  NAME_PROVEN("name proven"),
  /** What it resolved to is no older than its TTL. */
  NAME_FRESH("name fresh"),
  /** Both kinds of addresses, IPv4 and IPv6, were answered. */
  NAME_COMPLETE("name complete"),
  /** Its addresses are public, or special-purpose ones that the policy allows. */
  ADDRESSES_PUBLIC("addresses public"),
  /** Its aliases lead only through the domains that the policy lists. */
  ALIASES_IN_SCOPE("aliases in scope"),
  /** Its addresses are among those that the policy lists. */
  ADDRESSES_IN_SCOPE("addresses in scope"),
  /** The connected peer is one of the proven addresses. */
  ADDRESS_BOUND("address bound"),
  /** A path leads from the peer's certificate, made out to this name, to the policy's roots. */
  PATH_VERIFIED("path verified"),
  /** The same to the roots that hold for every host: what a client without a policy would see. */
  PATH_TO_USUAL_ROOTS("path to the usual roots"),
  /** The verified path holds a pinned key or certificate. */
  PINNED("pinned"),
  /** The request goes over TLS. */
  ENCRYPTED("encrypted"),
  /** What is secret in the request belongs to the host it goes to. */
  SECRETS_AT_HOME("secrets at home");

  private final String words;

  Check(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
