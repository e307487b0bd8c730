package dev.trustconnect.gate;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection of which only the session is known, as in a host name verifier, so that its peer
 * isn't visible. The decision about it is stored in the session.
 */
record SessionLink(SSLSession session, SessionMarks marks) implements Link {
  @Override
  public @Nullable InetSocketAddress peer() {
    return null;
  }

  @Override
  public @Nullable LastCheck lastCheck() {
    LastCheck left = marks.left(session);
    return left == null ? null : new LastCheck(left.evidence().asOn(session), left.standing());
  }

  @Override
  public void lastCheck(LastCheck lastCheck) {
    marks.leave(session, lastCheck.evidence(), lastCheck.standing());
  }
}
