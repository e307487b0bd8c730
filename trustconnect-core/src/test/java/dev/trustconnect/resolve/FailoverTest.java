package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class FailoverTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange one = new WorldExchange("one", WORLD);
  private final WorldExchange two = new WorldExchange("two", WORLD);
  private final TrustedResolver resolver = resolver(time, one, two).build();

  private Verdict verdict(String name) {
    return resolver.lookup(a(name)).answer().verdict();
  }

  @Test
  void secondUpstreamIsNotAskedWhileTheFirstHasProofs() {
    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(two.asked()).isEmpty();
  }

  @Test
  void upstreamsOfTwoCallsAreBothAsked() {
    one.down(true);
    try (TrustedResolver built =
        TrustedResolver.builder()
            .upstreams(one)
            .upstreams(two)
            .anchors(WORLD.anchors())
            .clock(WORLD::now)
            .build()) {
      assertThat(built.lookup(a("www.example.test")).answer().verdict())
          .isInstanceOf(Verdict.Secure.class);
    }
    assertThat(two.asked()).isNotEmpty();
  }

  @Test
  void unreachableUpstreamIsSkippedAndPutAside() {
    one.down(true);
    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(two.asked()).hasSize(8);

    one.down(false).forget();
    assertThat(verdict("w1.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(one.asked()).as("it failed lately").isEmpty();

    time.pass(Duration.ofSeconds(30));
    assertThat(verdict("w2.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(one.asked()).as("it is first again").containsExactly(a("w2.example.test"));
  }

  @Test
  void upstreamThatStripsSignaturesIsSkippedAndPutAside() {
    one.world(WORLD.harm(Harm.dropAllRrsigs()));

    Lookup lookup = resolver.lookup(a("www.example.test"));

    assertThat(lookup.answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(lookup.questions()).isEqualTo(one.asked().size() + two.asked().size());
    assertThat(lookup.roundTrips()).isEqualTo(2);
    assertThat(two.asked()).as("with messages of its own").hasSize(8);
    one.forget();
    assertThat(verdict("w1.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(one.asked()).isEmpty();
  }

  @Test
  void upstreamWithoutTheChainIsSkipped() {
    one.world(WORLD.harm(Harm.rcode("example.test", Type.DNSKEY, Rcode.SERVFAIL)));
    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void nameIsBogusIfItIsSoEverywhere() {
    SignedWorld broken = WORLD.harm(KeyHarm.wrongDigest("example.test"));
    one.world(broken);
    two.world(broken);

    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Bogus.class);
    assertThat(one.asked()).hasSize(8);
    assertThat(two.asked()).isNotEmpty();

    one.forget();
    verdict("www.other.org");
    assertThat(one.asked()).as("nobody is to blame").isNotEmpty();
  }

  @Test
  void bogusStandsIfTheOtherUpstreamFails() {
    one.world(WORLD.harm(Harm.expire("www.example.test", Type.A)));
    two.down(true);
    assertThat(verdict("www.example.test").reason()).isEqualTo(Reason.SIGNATURE_EXPIRED);

    TrustedResolver turned = resolver(time, two, one).build();
    assertThat(turned.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.SIGNATURE_EXPIRED);
  }

  @Test
  void allUnreachableIsIndeterminate() {
    one.down(true);
    two.down(true);
    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Indeterminate.class);
  }

  @Test
  void silentUpstreamLeavesTheOthersTheirShareOfTheTime() {
    one.hold();
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.example.test"));
    assertThat(one.timeouts()).containsOnly(Duration.ofMillis(2500));

    time.pass(Duration.ofMillis(2500));
    one.failPending(Reason.UPSTREAM_TIMEOUT);

    assertThat(two.timeouts())
        .as("what the walk has left; its own alarm rings before")
        .containsOnly(Duration.ofMillis(2500 + 500));
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void closingClosesEachUpstream() {
    resolver.close();

    assertThat(one.isClosed()).isTrue();
    assertThat(two.isClosed()).isTrue();
  }
}
