package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Holds the current policies, which are replaced as a whole, and the client identities that they
 * name. Thread-safe.
 */
final class PolicyShelf {
  private final IdentityShelf identities;
  private volatile Standing standing;

  PolicyShelf(PolicyBook book, IdentityShelf identities) {
    this.identities = identities;
    this.standing = new Standing(book, identities.initial());
  }

  PolicyBook book() {
    return standing.book();
  }

  /** The policies, and what the sources of identities hold now. */
  Standing standing() {
    return identities.areCurrent(standing.identities()) ? standing : renewed();
  }

  private synchronized Standing renewed() {
    Standing now = standing;
    Map<String, HeldIdentity> held = identities.renewed(now.identities());
    if (held != now.identities()) {
      now = new Standing(now.book(), held);
      standing = now;
    }
    return now;
  }

  /** The current policy for {@code host}; refuses the host if there is none. */
  EndpointPolicy require(HostName host) throws RefusedException {
    return require(host, book());
  }

  /** The policy for {@code host} in {@code book}; refuses the host if there is none. */
  static EndpointPolicy require(HostName host, PolicyBook book) throws RefusedException {
    Optional<EndpointPolicy> policy = book.policyFor(host);
    if (policy.isEmpty()) {
      throw new RefusedException(
          new Refusal(
              host.ascii(),
              Reason.POLICY_MISSING,
              "no policy for this host under profile STRICT",
              "a policy for " + host + ", or profile STANDARD"),
          null);
    }
    return policy.get();
  }

  /** Replaces the book by what {@code next} computes from it; one replacement at a time. */
  synchronized PolicyBook replace(UnaryOperator<PolicyBook> next) {
    Standing now = standing;
    PolicyBook book = next.apply(now.book());
    book.requireIdentities(identities.names());
    standing = new Standing(book, now.identities());
    return book;
  }
}
