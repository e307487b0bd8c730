package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import java.lang.ref.WeakReference;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What gates leave on sessions: the evidence, under which book of policies it was judged, and what
 * was found about the connection that made the full handshake. Thread-safe.
 *
 * <p>JSSE copies these values to every session that is resumed from this one, so none of them says
 * where a peer is, except to the very socket of the full handshake.
 */
final class SessionMarks {
  private static final String BOOK = "dev.trustconnect.book";
  private static final String HANDSHAKE = "dev.trustconnect.handshake";

  private final PolicyShelf policies;

  /** Two may judge a session at once: a mark counts only beside the evidence it was made with. */
  private record Mark(PolicyBook book, Evidence evidence) {}

  /** A full handshake, and the socket that made it. */
  private record Handshake(WeakReference<SSLSocket> of, Standing standing) {}

  SessionMarks(PolicyShelf policies) {
    this.policies = policies;
  }

  /** The book in force; taken before judging, so that one replaced meanwhile is noticed. */
  PolicyBook current() {
    return policies.book();
  }

  /** Leaves {@code evidence}, which names no peer, on {@code session}. */
  void leave(SSLSession session, Evidence evidence, @Nullable PolicyBook book) {
    evidence.attachTo(session);
    if (book != null) {
      session.putValue(BOOK, new Mark(book, evidence));
    }
  }

  /** The evidence on {@code session}; null if no gate has looked at it. */
  @Nullable Standing left(SSLSession session) {
    Evidence evidence = Evidence.of(session).orElse(null);
    if (evidence == null) {
      return null;
    }
    boolean marked =
        session.getValue(BOOK) instanceof Mark mark
            && Objects.equals(mark.evidence, evidence); // the same object, as a rule
    return new Standing(evidence, marked ? ((Mark) session.getValue(BOOK)).book : null);
  }

  /** Leaves what was found in a full handshake for the socket that makes it. */
  void leave(SSLSession session, SSLSocket socket, Standing standing) {
    session.putValue(HANDSHAKE, new Handshake(new WeakReference<>(socket), standing));
  }

  /** What was found in a full handshake by {@code socket}; null if it has resumed a session. */
  @Nullable Standing left(SSLSession session, SSLSocket socket) {
    return session.getValue(HANDSHAKE) instanceof Handshake handshake
            && handshake.of.refersTo(socket)
        ? handshake.standing
        : null;
  }
}
