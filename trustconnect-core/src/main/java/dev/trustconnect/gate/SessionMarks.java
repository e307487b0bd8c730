package dev.trustconnect.gate;

import java.lang.ref.WeakReference;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The values that gates store in sessions: the evidence, the policies it was decided under, and the
 * decision about the connection that made the full handshake. Thread-safe.
 *
 * <p>JSSE copies these values to every session that is resumed from this one, so only the socket
 * that made the full handshake may use the peer's address in them.
 */
final class SessionMarks {
  private static final String STANDING = "dev.trustconnect.standing";
  private static final String HANDSHAKE = "dev.trustconnect.handshake";

  private final PolicyShelf policies;

  /**
   * Two threads may check a session at the same time: a mark is valid only with the evidence it was
   * created for.
   */
  private record Mark(Standing standing, Evidence evidence) {}

  /** A full handshake, and the socket that made it. */
  private record Handshake(WeakReference<SSLSocket> of, LastCheck lastCheck) {}

  SessionMarks(PolicyShelf policies) {
    this.policies = policies;
  }

  /**
   * The current standing; read before a check, so that a replacement during the check is noticed.
   */
  Standing current() {
    return policies.standing();
  }

  /** Stores {@code evidence}, which must have no peer, in {@code session}. */
  void leave(SSLSession session, Evidence evidence, @Nullable Standing standing) {
    evidence.attachTo(session);
    if (standing != null) {
      session.putValue(STANDING, new Mark(standing, evidence));
    }
  }

  /** The decision stored in {@code session}; null if no gate has checked it. */
  @Nullable LastCheck left(SSLSession session) {
    Evidence evidence = Evidence.storedIn(session);
    if (evidence == null) {
      return null;
    }
    boolean marked =
        session.getValue(STANDING) instanceof Mark mark
            && Objects.equals(mark.evidence, evidence); // usually the same object
    return new LastCheck(evidence, marked ? ((Mark) session.getValue(STANDING)).standing : null);
  }

  /** Stores the decision about a full handshake for the socket that makes it. */
  void leave(SSLSession session, SSLSocket socket, LastCheck lastCheck) {
    session.putValue(HANDSHAKE, new Handshake(new WeakReference<>(socket), lastCheck));
  }

  /** The decision about the full handshake of {@code socket}; null if it resumed a session. */
  @Nullable LastCheck left(SSLSession session, SSLSocket socket) {
    return session.getValue(HANDSHAKE) instanceof Handshake handshake
            && handshake.of.refersTo(socket)
        ? handshake.lastCheck
        : null;
  }
}
