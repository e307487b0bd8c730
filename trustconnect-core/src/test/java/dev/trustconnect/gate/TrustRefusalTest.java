package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** The reason is found wherever a client has buried it. */
class TrustRefusalTest {
  private static UntrustedPathException path(Reason reason) {
    return new UntrustedPathException(new Refusal("api.example.test:443", reason, "this", "that"));
  }

  @Test
  void refusalItselfIsFound() {
    UntrustedPathException refusal = path(Reason.PATH_EXPIRED);
    assertThat(TrustRefusal.in(refusal)).containsSame(refusal);
  }

  @Test
  void causeIsFoundHoweverDeep() {
    UntrustedPathException refusal = path(Reason.PATH_EXPIRED);
    Exception thrown =
        new CompletionException(
            new IOException(new SSLHandshakeException("bad").initCause(refusal)));
    assertThat(TrustRefusal.in(thrown)).containsSame(refusal);
  }

  /** OkHttp tries the next address and keeps the first failure as a suppressed one. */
  @Test
  void suppressedOneIsFound() {
    IOException last = new IOException("connect refused");
    last.addSuppressed(new IOException(path(Reason.PIN_NOT_IN_PATH)));

    assertThat(TrustRefusal.in(last).map(TrustRefusal::reason)).contains(Reason.PIN_NOT_IN_PATH);
  }

  @Test
  void ofSeveralTheMostImportantIsFound() {
    UntrustedConnectionException wrapped =
        new UntrustedConnectionException(
            new Refusal("a:443", Reason.GATE_NO_EVIDENCE, "this", "that"));
    wrapped.initCause(path(Reason.PIN_NOT_IN_PATH));
    wrapped.addSuppressed(
        new UntrustedNameException(
            new NameRefusal(new Refusal("a", Reason.SIGNATURE_EXPIRED, "this", "that"), null)));

    assertThat(TrustRefusal.in(wrapped).map(TrustRefusal::reason))
        .contains(Reason.SIGNATURE_EXPIRED);
  }

  @Test
  void cycleOfCausesIsVisitedOnce() {
    IOException one = new IOException("one");
    IOException two = new IOException("two", one);
    one.initCause(two);

    assertThat(TrustRefusal.in(one)).isEmpty();
  }

  @Test
  void ordinaryFailureHasNoRefusal() {
    assertThat(TrustRefusal.in(new IOException("reset"))).isEmpty();
    assertThat(TrustRefusal.in(null)).isEmpty();
  }

  @Test
  void explanationSaysWhatWasRefusedWhyAndWhatToDo() {
    assertThat(path(Reason.PATH_EXPIRED).explain())
        .isEqualTo(
            """
            refused api.example.test:443
              code    path.expired
              seen    this
              wanted  that
              means   %s
              do      %s
              retry   won't help
            """
                .formatted((Object[]) Reason.PATH_EXPIRED.explanation().split("(?<=\\.) ", 2)));
    assertThat(path(Reason.UPSTREAM_TIMEOUT).explain()).endsWith("  retry   helps, later\n");
  }

  @Test
  void messageCanBePasted() {
    assertThat(path(Reason.PATH_EXPIRED))
        .hasMessage("refused api.example.test:443 [path.expired]: seen this; wanted that");
  }
}
