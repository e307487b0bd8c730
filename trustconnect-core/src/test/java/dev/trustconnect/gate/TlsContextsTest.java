package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.policy.PolicyBook;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Which sessions an engine can resume. */
class TlsContextsTest {
  private final AtomicReference<PolicyBook> policies = new AtomicReference<>(PolicyBook.of());
  private final TlsContexts contexts = new TlsContexts(new TrustManager() {}, policies::get);

  @Test
  void enginesShareSessionsUnderTheSamePolicies() {
    assertThat(contexts.engines()).isSameAs(contexts.engines());
  }

  /** A client sees new policies a moment before the old sessions are dropped. */
  @Test
  void engineUnderNewPoliciesResumesNoOlderSession() {
    SSLContext before = contexts.engines();

    policies.set(PolicyBook.of());

    assertThat(contexts.engines()).isNotSameAs(before);
  }
}
