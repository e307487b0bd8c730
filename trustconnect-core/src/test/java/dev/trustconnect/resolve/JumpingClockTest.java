package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A clock that is set while questions are under way makes nothing last longer than its TTL. */
class JumpingClockTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Instant BACK = SignedWorld.NOW.minus(Duration.ofDays(2));
  private static final Duration HOUR = Duration.ofHours(1);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).refreshAhead(false).build();

  /** The clock goes back two days between the questions and the answers. */
  private <T> CompletableFuture<T> setBackMeanwhile(CompletableFuture<T> waiting) {
    time.setClock(BACK);
    while (upstream.answerPending() > 0) {
      assertThat(waiting).isNotCancelled();
    }
    return waiting;
  }

  @Test
  void answerInFlightAtAClockStepExpiresWithItsTtl() {
    upstream.hold();
    Lookup lookup = setBackMeanwhile(resolver.lookupAsync(a("www.example.test"))).join();

    assertThat(lookup.answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(lookup.answer().validUntil()).isEqualTo(BACK.plus(HOUR));
    assertThat(resolver.lookup(a("www.example.test")).questions()).isZero();
    time.pass(HOUR);
    assertThat(resolver.lookupAsync(a("www.example.test"))).isNotDone();
  }

  @Test
  void hostInFlightAtAClockStepExpiresWithItsTtl() {
    upstream.hold();
    Resolution resolution = setBackMeanwhile(resolver.resolveAsync(WWW)).join();

    assertThat(resolution.validUntil()).isEqualTo(BACK.plus(HOUR));
    time.pass(HOUR);
    assertThat(resolver.resolveAsync(WWW)).isNotDone();
  }

  @Test
  void zoneInFlightAtAClockStepExpiresWithItsTtl() {
    upstream.hold();
    setBackMeanwhile(resolver.lookupAsync(a("www.example.test"))).join();
    time.pass(HOUR);
    upstream.forget();
    CompletableFuture<Lookup> next = resolver.lookupAsync(a("only4.example.test"));

    assertThat(upstream.asked())
        .contains(question(".", Type.DNSKEY), question("example.test", Type.DNSKEY));
    assertThat(next).isNotDone();
  }

  /** Else it would be fresh for an hour once more, two days after it was heard. */
  @Test
  void entriesFromTheFutureAreForgottenForGood() throws Exception {
    resolver.resolve(WWW);
    resolver.lookup(a("nothing.example.test"));
    time.setClock(BACK);
    resolver.lookup(a("only4.example.test"));
    time.setClock(SignedWorld.NOW.plusSeconds(60));
    upstream.forget();

    resolver.resolve(WWW);
    resolver.lookup(a("nothing1.example.test"));
    assertThat(upstream.asked())
        .contains(question(".", Type.DNSKEY), a("www.example.test"), a("nothing1.example.test"));
  }

  @Test
  void clockCorrectionOfAMinuteKeepsTheMemory() throws Exception {
    time.setClock(BACK);
    resolver.resolve(WWW);
    time.setClock(BACK.plusSeconds(70));
    resolver.lookup(a("only4.example.test"));
    time.setClock(BACK.plusSeconds(10));
    upstream.forget();
    resolver.resolve(WWW);
    assertThat(upstream.asked()).isEmpty();
  }

  /** Only lookups that are answered from memory look at the clock while it is set back. */
  @Test
  void answerDoesNotOutliveItsTtlThoughNothingIsAskedMeanwhile() {
    resolver.lookup(a("www.example.test"));
    time.pass(Duration.ofMinutes(55));
    assertThat(resolver.lookup(a("www.example.test")).questions()).isZero();
    time.setClock(SignedWorld.NOW);
    upstream.forget();

    resolver.lookup(a("www.example.test"));

    assertThat(upstream.asked()).contains(a("www.example.test"));
  }

  /** Both upstreams were asked while the clock was years ahead, so every signature had expired. */
  @Test
  void upstreamIsNotBlamedForWhatTheClockShowedBeforeItWasSetBack() {
    WorldExchange other = new WorldExchange("two", WORLD);
    TrustedResolver both = resolver(time, upstream, other).refreshAhead(false).build();
    upstream.hold();
    other.hold();
    time.setClock(SignedWorld.NOW.plus(Duration.ofDays(1_000)));
    CompletableFuture<Lookup> lookup = both.lookupAsync(a("www.example.test"));
    time.pass(Duration.ofMillis(500)); // the other is asked beside it
    time.setClock(SignedWorld.NOW);
    other.answerPending();
    upstream.answerPending();
    while (other.answerPending() > 0) {
      assertThat(lookup).isNotCancelled();
    }

    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(lookup.join().failures()).isEmpty();
    upstream.forget();
    CompletableFuture<Lookup> next = both.lookupAsync(a("only4.example.test"));
    assertThat(next).isNotDone();
    assertThat(upstream.asked()).as("it is still asked first").isNotEmpty();
  }

  /** Zones that were proven before are still known, so only the name is asked for again. */
  @Test
  void clockThatIsPutRightDuringALookupCostsNoProofOfZonesAgain() {
    time.setClock(BACK);
    resolver.lookup(a("www.example.test"));
    time.setClock(BACK.plusSeconds(70));
    upstream.hold();
    upstream.forget();
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("only4.example.test"));
    time.setClock(BACK.plusSeconds(69));
    while (upstream.answerPending() > 0) {
      assertThat(lookup).isNotCancelled();
    }

    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.asked()).containsOnly(a("only4.example.test"));
    assertThat(resolver.lookup(a("only4.example.test")).questions()).isZero();
  }
}
