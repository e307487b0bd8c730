package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import javax.net.ssl.SSLSession;

/**
 * Marks on sessions saying under which book of policies they were judged last, so that an unchanged
 * one costs nothing. Thread-safe.
 */
final class SessionMarks {
  private static final String KEY = "dev.trustconnect.book";

  private final PolicyShelf policies;

  SessionMarks(PolicyShelf policies) {
    this.policies = policies;
  }

  /** The book in force; taken before judging, so that one replaced meanwhile is noticed. */
  PolicyBook current() {
    return policies.book();
  }

  void mark(SSLSession session, Object book) {
    session.putValue(KEY, book);
  }

  /** Whether it was judged, and under another book than the one in force. */
  boolean isStale(SSLSession session) {
    Object book = session.getValue(KEY);
    return book != null && book != policies.book();
  }

  boolean isJudgedUnder(SSLSession session, PolicyBook book) {
    return session.getValue(KEY) == book;
  }
}
