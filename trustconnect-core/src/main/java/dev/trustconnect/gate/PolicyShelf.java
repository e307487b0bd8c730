package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Holds the current policies, which are replaced as a whole. Thread-safe. */
final class PolicyShelf {
  private volatile PolicyBook book;

  PolicyShelf(PolicyBook book) {
    this.book = book;
  }

  PolicyBook book() {
    return book;
  }

  /** The current policy for {@code host}; refuses the host if there is none. */
  EndpointPolicy require(HostName host) throws RefusedException {
    return require(host, book);
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
    book = Objects.requireNonNull(next.apply(book));
    return book;
  }
}
