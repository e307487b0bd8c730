package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class GivingUpTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD).hold();
  private final TrustedResolver resolver = resolver(time, upstream).build();

  @Test
  void deadlineIsIndeterminateAndGivesTheQuestionsUp() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.example.test"));
    time.pass(Duration.ofSeconds(5).minusNanos(1));
    assertThat(lookup).isNotDone();

    time.pass(Duration.ofNanos(1));

    Verdict verdict = lookup.join().answer().verdict();
    assertThat(verdict).isInstanceOf(Verdict.Indeterminate.class);
    assertThat(verdict.reason()).isEqualTo(Reason.RESOLVE_DEADLINE_EXCEEDED);
    assertThat(lookup.join().elapsed()).isEqualTo(Duration.ofSeconds(5));
    assertThat(upstream.underWay()).as("the roll call's").containsExactly(WorldExchange.ROOT_KEYS);

    time.pass(Duration.ofSeconds(5));
    assertThat(upstream.underWay()).isEmpty();
  }

  @Test
  void deadlineAppliesToTheLastUpstreamToo() {
    WorldExchange two = new WorldExchange("two", WORLD).hold();
    TrustedResolver both = resolver(time, upstream, two).build();
    CompletableFuture<Lookup> lookup = both.lookupAsync(a("www.example.test"));
    upstream.failPending(Reason.UPSTREAM_TIMEOUT);
    assertThat(two.asked()).isNotEmpty();

    time.pass(Duration.ofSeconds(5));

    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Indeterminate.class);
    assertThat(two.underWay()).as("the roll call's").containsExactly(WorldExchange.ROOT_KEYS);
  }

  @Test
  void questionThatTurnsOutNotToBeNeededIsNotWaitedFor() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.host.example.test"));
    Question unanswered = question("host.example.test", Type.DNSKEY);
    upstream.answerPending(asked -> !asked.equals(unanswered));

    assertThat(lookup).as("before the deadline").isCompleted();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.underWay()).as("and is given up").isEmpty();
  }

  @Test
  void unsignedZoneWhoseServerNeverShowsADnskeyCostsOneRoundTrip() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.plain.test"));
    upstream.answerPending(
        asked ->
            asked.type() != Type.DNSKEY
                || !Dnsjava.name(asked).equals(Dnsjava.name(a("plain.test"))));

    assertThat(lookup).isCompleted();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Insecure.class);
    assertThat(lookup.join().roundTrips()).isEqualTo(1);
    assertThat(upstream.underWay()).isEmpty();
  }

  @Test
  void questionTheVerdictDependsOnIsWaitedFor() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.plain.test"));
    upstream.answerPending(asked -> !asked.equals(question("plain.test", Type.DS)));
    assertThat(lookup).isNotDone();

    time.pass(Duration.ofSeconds(5));

    assertThat(lookup.join().answer().verdict().reason())
        .isEqualTo(Reason.RESOLVE_DEADLINE_EXCEEDED);
  }

  @Test
  void unansweredGuessDelaysNothing() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.host.example.test"));
    Question guess = question("www.host.example.test", Type.DNSKEY);
    upstream.answerPending(asked -> !asked.equals(guess));

    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.underWay()).as("and is given up").isEmpty();
  }

  @Test
  void cancelledLookupCancelsTheQuestionsThatOnlyItNeeds() {
    CompletableFuture<Lookup> first = resolver.lookupAsync(a("w1.example.test"));
    CompletableFuture<Lookup> second = resolver.lookupAsync(a("w2.example.test"));
    int before = upstream.underWay().size();

    first.cancel(true);

    assertThat(upstream.underWay())
        .hasSize(before - 3)
        .doesNotContain(a("w1.example.test"), question("w1.example.test", Type.DS))
        .contains(question("example.test", Type.DNSKEY));
    upstream.answerPending();
    assertThat(second.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(first).isCancelled();
  }

  @Test
  void cancellingOneOfTwoEqualLookupsLeavesTheOther() {
    CompletableFuture<Lookup> first = resolver.lookupAsync(a("www.example.test"));
    CompletableFuture<Lookup> second = resolver.lookupAsync(a("www.example.test"));

    first.cancel(true);
    upstream.answerPending();

    assertThat(second.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void cancelledResolutionLeavesNothingUnderWay() {
    CompletableFuture<Resolution> resolution =
        resolver.resolveAsync(new HostName("www.example.test"));
    assertThat(upstream.underWay()).hasSize(9);

    resolution.cancel(true);

    assertThat(upstream.underWay()).isEmpty();
    assertThat(time.alarmsLeft()).isZero();
    upstream.forget();
    CompletableFuture<Resolution> again = resolver.resolveAsync(new HostName("www.example.test"));
    assertThat(upstream.asked()).as("nothing of it is remembered").hasSize(9);
    upstream.answerPending();
    assertThat(again).isCompleted();
  }

  @Test
  void interruptedThreadIsRefusedAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    UntrustedNameException refused =
        catchThrowableOfType(
            UntrustedNameException.class, () -> resolver.resolve(new HostName("www.example.test")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(refused.reason()).isEqualTo(Reason.RESOLVE_CANCELLED);
    assertThat(upstream.underWay()).isEmpty();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> resolver.lookup(a("www.example.test")))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(upstream.underWay()).isEmpty();
  }

  @Test
  void closedResolverEndsPendingLookupsAndAsksNothingMore() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.example.test"));

    resolver.close();

    assertThat(lookup.join().answer().verdict().reason()).isEqualTo(Reason.UPSTREAM_CLOSED);
    assertThat(upstream.isClosed()).isTrue();
    upstream.forget();
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_CLOSED);
    UntrustedNameException refused =
        catchThrowableOfType(
            UntrustedNameException.class, () -> resolver.resolve("www.example.test"));
    assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_CLOSED);
    assertThat(upstream.asked()).isEmpty();
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void closedResolverOnItsOwnThreadsAnswersToo() {
    TrustedResolver threaded =
        TrustedResolver.builder().upstreams(upstream).anchors(WORLD.anchors()).build();
    CompletableFuture<Lookup> lookup = threaded.lookupAsync(a("www.example.test"));
    threaded.close();

    assertThat(lookup.join().answer().verdict().reason()).isEqualTo(Reason.UPSTREAM_CLOSED);
    assertThat(threaded.lookup(a("w1.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_CLOSED);
  }

  @Test
  void clockThatThrowsFailsTheFuture() {
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.example.test"));
    time.breakClock("broken");

    upstream.answerPending();

    assertThat(lookup).isCompletedExceptionally();
    assertThatThrownBy(lookup::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("broken");
    assertThat(time.alarmsLeft()).isZero();
  }
}
