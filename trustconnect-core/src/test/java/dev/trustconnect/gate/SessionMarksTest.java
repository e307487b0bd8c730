package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left on a session, and for whom. */
class SessionMarksTest {
  private final PolicyShelf shelf =
      new PolicyShelf(
          PolicyBook.of(Profile.STANDARD, List.of()), new IdentityShelf(Map.of(), renewed -> {}));
  private final SessionMarks marks = new SessionMarks(shelf);
  private SSLSession session;

  @BeforeEach
  void begin() throws Exception {
    session = SSLContext.getDefault().createSSLEngine().getSession();
  }

  /** Which one doesn't matter, only that it is another one. */
  private static Evidence evidence(String fingerprint) {
    HostName host = HostName.parse("api.example.test");
    return new Evidence(host, null, null, null, List.of(), null, null, fingerprint, Instant.EPOCH);
  }

  @Test
  void evidenceCountsOnlyUnderTheStandingItWasMarkedWith() {
    assertThat(marks.left(session)).isNull();
    Evidence one = evidence("one");
    Evidence two = evidence("two");
    Standing before = marks.current();

    marks.leave(session, one, before);
    assertThat(marks.left(session)).isEqualTo(new LastCheck(one, before));

    shelf.replace(old -> PolicyBook.of(Profile.STRICT, List.of()));
    assertThat(marks.left(session).standing()).isNotSameAs(marks.current());

    marks.leave(session, two, null);
    assertThat(marks.left(session))
        .as("the mark was made with other evidence")
        .isEqualTo(new LastCheck(two, null));
  }

  @Test
  void checkOfASessionAloneIsLeftOnIt() {
    SessionLink link = new SessionLink(session, marks);
    LastCheck check = new LastCheck(evidence("one"), marks.current());
    assertThat(link.lastCheck()).isNull();

    link.lastCheck(check);

    assertThat(link.lastCheck()).isEqualTo(check);
    assertThat(link.peer()).isNull();
  }

  @Test
  void handshakeIsThatOfItsOwnSocketAlone() throws Exception {
    try (SSLSocket of = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket();
        SSLSocket other = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket()) {
      LastCheck lastCheck = new LastCheck(evidence("one"), marks.current());

      marks.leave(session, of, lastCheck);

      assertThat(marks.left(session, of)).isSameAs(lastCheck);
      assertThat(marks.left(session, other)).isNull();
    }
  }
}
