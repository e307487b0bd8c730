package dev.trustconnect.gate;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.policy.PolicyBook;
import java.util.Objects;
import javax.net.ssl.SSLSession;

/**
 * Marks on sessions saying under which book of policies they were judged last, and what evidence
 * that gave, so that an unchanged one costs nothing. Thread-safe.
 */
final class SessionMarks {
  private static final String KEY = "dev.trustconnect.book";

  private final PolicyShelf policies;

  /** Two may judge a session at once: a mark counts only beside the evidence it was made with. */
  private record Mark(PolicyBook book, Evidence evidence) {}

  SessionMarks(PolicyShelf policies) {
    this.policies = policies;
  }

  /** The book in force; taken before judging, so that one replaced meanwhile is noticed. */
  PolicyBook current() {
    return policies.book();
  }

  void mark(SSLSession session, PolicyBook book, Evidence evidence) {
    session.putValue(KEY, new Mark(book, evidence));
  }

  /** Whether it was judged, and under another book than the one in force. */
  boolean isStale(SSLSession session) {
    return session.getValue(KEY) instanceof Mark mark && mark.book != policies.book();
  }

  boolean isJudgedUnder(SSLSession session, PolicyBook book, Evidence evidence) {
    return session.getValue(KEY) instanceof Mark mark
        && mark.book == book
        && Objects.equals(mark.evidence, evidence); // the same object, as a rule
  }
}
