package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A name in use is refreshed in the last tenth of its TTL, and no caller waits for that. */
class RefreshAheadTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Duration NINE_TENTHS = Duration.ofMinutes(54); // of an hour

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).build();

  private void resolveAndForget() throws Exception {
    resolver.resolve(WWW);
    upstream.forget();
  }

  @Test
  void nothingIsRenewedBeforeTheLastTenthOfTheTtl() throws Exception {
    resolveAndForget();
    time.pass(NINE_TENTHS.minusNanos(1));
    resolver.resolve(WWW);
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void callerInTheLastTenthTriggersARenewalWithoutWaiting() throws Exception {
    resolveAndForget();
    upstream.hold();
    time.pass(NINE_TENTHS);

    Resolution warm = resolver.resolve(WWW);

    assertThat(warm.ipv4().ttlSeconds()).isEqualTo(360);
    assertThat(warm.questions()).isZero();
    assertThat(upstream.asked())
        .contains(a("www.example.test"), question("www.example.test", Type.AAAA));
    while (upstream.answerPending() > 0) {
      // One round after the other.
    }
    upstream.forget();
    time.pass(Duration.ofMinutes(7)); // past the end of what was known first
    Resolution renewed = resolver.resolve(WWW);
    assertThat(renewed.questions()).isZero();
    assertThat(renewed.ipv4().ttlSeconds()).isEqualTo(3600 - 420);
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void unusedNameIsNotRenewed() throws Exception {
    resolveAndForget();
    time.pass(Duration.ofMinutes(59));
    time.pass(Duration.ofMinutes(2));
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void manyCallersRenewItOnce() throws Exception {
    resolveAndForget();
    upstream.hold();
    time.pass(NINE_TENTHS);
    resolver.resolve(WWW);
    int once = upstream.asked().size();
    for (int i = 0; i < 100; i++) {
      resolver.resolve(WWW);
    }
    assertThat(upstream.asked()).hasSize(once);
  }

  @Test
  void failedRenewalKeepsTheAnswerAndIsRetriedAfterFiveSeconds() throws Exception {
    resolveAndForget();
    time.pass(NINE_TENTHS);
    upstream.down(true);

    assertThat(resolver.resolve(WWW).verdict()).isInstanceOf(Verdict.Secure.class);
    int tried = upstream.asked().size();
    assertThat(tried).isPositive();
    time.pass(Duration.ofSeconds(4));
    resolver.resolve(WWW);
    assertThat(upstream.asked()).hasSize(tried);

    upstream.down(false);
    time.pass(Duration.ofSeconds(1));
    resolver.resolve(WWW);
    time.pass(Duration.ofMinutes(10));
    upstream.forget();
    resolver.resolve(WWW);
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void bogusRenewalKeepsTheProvenAnswerUntilItExpires() throws Exception {
    resolveAndForget();
    time.pass(NINE_TENTHS);
    upstream.world(WORLD.harm(Harm.flipSignatureByte("www.example.test", Type.A)));

    assertThat(resolver.resolve(WWW).verdict()).isInstanceOf(Verdict.Secure.class);
    time.pass(Duration.ofMinutes(5));
    assertThat(resolver.resolve(WWW).verdict()).isInstanceOf(Verdict.Secure.class);
    time.pass(Duration.ofMinutes(1));
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Bogus.class);
  }

  @Test
  void lookupsAreRenewedToo() {
    resolver.lookup(question("text.example.test", Type.TXT));
    upstream.forget();
    time.pass(NINE_TENTHS);
    assertThat(resolver.lookup(question("text.example.test", Type.TXT)).questions()).isZero();
    assertThat(upstream.asked()).contains(question("text.example.test", Type.TXT));

    upstream.forget();
    time.pass(Duration.ofMinutes(10));
    resolver.lookup(question("text.example.test", Type.TXT));
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void switchedOffNothingIsAskedAhead() throws Exception {
    TrustedResolver lazy = resolver(time, upstream).refreshAhead(false).build();
    lazy.resolve(WWW);
    upstream.forget();
    time.pass(Duration.ofMinutes(59));
    lazy.resolve(WWW);
    lazy.lookup(a("www.example.test"));
    assertThat(upstream.asked()).isEmpty();
  }
}
