package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import java.util.Map;

/**
 * The policies and client identities of one moment, under which connections are judged. Immutable.
 * Compared by identity: a connection that was judged under another standing is judged again before
 * its next use.
 */
final class Standing {
  private final PolicyBook book;
  private final Map<String, HeldIdentity> identities;

  /** These policies and identities, each under its name. */
  Standing(PolicyBook book, Map<String, HeldIdentity> identities) {
    this.book = book;
    this.identities = identities;
  }

  PolicyBook book() {
    return book;
  }

  /** The identities, under the names that policies use. */
  Map<String, HeldIdentity> identities() {
    return identities;
  }
}
