package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import java.util.Objects;
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

  /** Puts the book that {@code next} makes of this one in its place; one replacement at a time. */
  synchronized PolicyBook replace(UnaryOperator<PolicyBook> next) {
    book = Objects.requireNonNull(next.apply(book));
    return book;
  }
}
