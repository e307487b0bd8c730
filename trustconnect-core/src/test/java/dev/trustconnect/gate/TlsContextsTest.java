package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.policy.PolicyBook;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Which sessions an engine or a socket can resume. */
class TlsContextsTest {
  private final AtomicReference<Standing> standing = new AtomicReference<>(newStanding());
  private final TlsContexts contexts =
      new TlsContexts(new TrustManager() {}, new KeyManager() {}, standing::get);

  private static Standing newStanding() {
    return new Standing(PolicyBook.of(), Map.of());
  }

  @Test
  void enginesShareSessionsUnderTheSamePolicies() {
    assertThat(contexts.engines()).isSameAs(contexts.engines());
  }

  /** A client sees new policies a moment before the old sessions are dropped. */
  @Test
  void engineUnderNewPoliciesResumesNoOlderSession() {
    SSLContext before = contexts.engines();

    standing.set(newStanding());

    assertThat(contexts.engines()).isNotSameAs(before);
  }

  @Test
  void socketUnderARenewedIdentityResumesNoOlderSession() {
    SSLContext before = contexts.sockets();
    assertThat(contexts.sockets()).isSameAs(before);

    standing.set(newStanding());

    assertThat(contexts.sockets()).isNotSameAs(before);
  }
}
