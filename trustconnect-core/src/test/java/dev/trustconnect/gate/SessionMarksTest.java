package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.Profile;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** Under which book a session was judged last. */
class SessionMarksTest {
  private final PolicyShelf shelf = new PolicyShelf(PolicyBook.of(Profile.STANDARD, List.of()));
  private final SessionMarks marks = new SessionMarks(shelf);

  @Test
  void sessionIsStaleOnceItsBookIsReplacedAndNotBeforeItIsJudged() throws Exception {
    SSLSession judged = SSLContext.getDefault().createSSLEngine().getSession();
    SSLSession underWay = SSLContext.getDefault().createSSLEngine().getSession();
    Evidence evidence = // which one doesn't matter, only that it is the same
        new Evidence(
            HostName.parse("api.example.test"),
            null,
            null,
            null,
            List.of(),
            null,
            "",
            Instant.EPOCH);
    PolicyBook before = marks.current();
    marks.mark(judged, before, evidence);

    assertThat(marks.isStale(judged)).isFalse();
    assertThat(marks.isStale(underWay)).isFalse();
    assertThat(marks.isJudgedUnder(judged, before, evidence)).isTrue();
    assertThat(marks.isJudgedUnder(underWay, before, evidence)).isFalse();

    PolicyBook after = shelf.replace(old -> PolicyBook.of(Profile.STRICT, List.of()));

    assertThat(marks.isStale(judged)).isTrue();
    assertThat(marks.isStale(underWay)).as("it will be judged by the new book").isFalse();
    assertThat(marks.isJudgedUnder(judged, after, evidence)).isFalse();
  }
}
