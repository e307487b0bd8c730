package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.DOCUMENTATION;
import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A host that was resolved before: no question is sent, nothing is judged twice, nothing is older.
 */
class WarmHostTest {
  private static final HostName WWW = HostName.parse("www.example.test");

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).refreshAhead(false).build();

  @Test
  void secondResolutionIsEqualAndAsksNothing() throws Exception {
    Resolution cold = resolver.resolve(WWW);
    upstream.forget();

    Resolution warm = resolver.resolve(WWW);

    assertThat(upstream.asked()).isEmpty();
    assertThat(warm.addresses()).isSameAs(cold.addresses());
    assertThat(warm.verdict()).isSameAs(cold.verdict());
    assertThat(warm.validUntil()).isEqualTo(cold.validUntil());
    assertThat(warm.hops()).isEqualTo(cold.hops());
    assertThat(cold.questions()).isPositive();
    assertThat(warm.questions()).isZero();
    assertThat(warm.roundTrips()).isZero();
    assertThat(resolver.resolveAsync(WWW)).isCompleted();
  }

  @Test
  void timeToLiveIsCountedDownFromOneResolutionToTheNext() throws Exception {
    Resolution cold = resolver.resolve(WWW);
    time.pass(Duration.ofMinutes(10));

    Resolution warm = resolver.resolve(WWW);

    assertThat(warm.ipv4().ttlSeconds()).isEqualTo(cold.ipv4().ttlSeconds() - 600);
    assertThat(warm.ipv6().ttlSeconds()).isEqualTo(cold.ipv6().ttlSeconds() - 600);
    assertThat(cold.ipv4().ttlSeconds()).isEqualTo(3600);
  }

  @Test
  void endsWithTheFirstOfItsTwoAnswers() throws Exception {
    HostName mixed = HostName.parse("only4.example.test"); // its absence of AAAA ends earlier
    Resolution cold = resolver.resolve(mixed);
    time.setClock(cold.validUntil().minusNanos(1));
    upstream.forget();
    resolver.resolve(mixed);
    assertThat(upstream.asked()).isEmpty();

    time.setClock(cold.validUntil());
    resolver.resolve(mixed);

    assertThat(upstream.asked()).isNotEmpty();
  }

  @Test
  void otherAddressRulesAreAskedAnew() throws Exception {
    resolver.resolve(WWW);
    AddressRules same = AddressRules.PUBLIC_ONLY.allowing("192.0.2.0/24").allowing("2001:db8::/32");
    assertThat(resolver.resolve(WWW, same).addresses()).hasSize(3);

    assertThatThrownBy(() -> resolver.resolve(WWW, AddressRules.PUBLIC_ONLY))
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE));
    assertThat(resolver.resolve(WWW, DOCUMENTATION).addresses()).hasSize(3);
  }

  @Test
  void hostIsResolvedAgainAfterTheClockWasSetBack() throws Exception {
    resolver.resolve(WWW);
    time.setClock(SignedWorld.NOW.minusSeconds(1));
    upstream.forget();

    resolver.resolve(WWW);

    assertThat(upstream.asked()).isNotEmpty();
  }

  @Test
  void closedResolverRefusesWhatItKnew() throws Exception {
    resolver.resolve(WWW);
    resolver.close();

    assertThatThrownBy(() -> resolver.resolve(WWW))
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_CLOSED));
  }

  @Test
  void cacheOfNoBytesResolvesAnew() throws Exception {
    TrustedResolver forgetful = resolver(time, upstream).cacheBytes(0).build();
    forgetful.resolve(WWW);
    upstream.forget();

    forgetful.resolve(WWW);

    assertThat(upstream.asked()).isNotEmpty();
  }
}
