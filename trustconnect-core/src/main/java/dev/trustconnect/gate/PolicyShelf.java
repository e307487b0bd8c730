package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Holds the book that is in force; replaced as a whole. Thread-safe. */
final class PolicyShelf {
  private volatile PolicyBook book;

  PolicyShelf(PolicyBook book) {
    this.book = book;
  }

  PolicyBook book() {
    return book;
  }

  /** The policy in force for {@code host}; refuses if there is none. */
  EndpointPolicy require(HostName host) throws RefusedException {
    return require(host, book);
  }

  /** The policy for {@code host} in {@code book}; refuses if there is none. */
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

  /** Puts the book that {@code next} makes of this one in its place; one replacement at a time. */
  synchronized PolicyBook replace(UnaryOperator<PolicyBook> next) {
    book = Objects.requireNonNull(next.apply(book));
    return book;
  }
}
