package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;

/** Holds the book that is in force; replaced as a whole. Thread-safe. */
final class PolicyShelf {
  private volatile PolicyBook book;

  PolicyShelf(PolicyBook book) {
    this.book = book;
  }

  PolicyBook book() {
    return book;
  }

  void replace(PolicyBook next) {
    book = next;
  }
}
