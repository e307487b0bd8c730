package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Staleness;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** RFC 8767: while every upstream fails, what was proven last is used on, and says that it is. */
class ServeStaleTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant ENDED = SignedWorld.NOW.plus(HOUR);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).build();

  private void resolveAndLosePower() throws Exception {
    resolver.resolve(WWW);
    time.pass(HOUR);
    upstream.down(true);
    upstream.forget();
  }

  @Test
  void expiredAnswerIsUsedAndMarkedAsStale() throws Exception {
    Resolution fresh = resolver.resolve(WWW);
    assertThat(fresh.staleness()).isEmpty();
    assertThat(fresh.verdict().staleness()).isEmpty();
    resolveAndLosePower();

    Resolution stale = resolver.resolve(WWW);

    assertThat(stale.addresses()).isEqualTo(fresh.addresses());
    assertThat(stale.verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(stale.staleness()).contains(new Staleness(ENDED, Reason.UPSTREAM_UNREACHABLE));
    assertThat(stale.verdict())
        .hasToString("SECURE, stale since " + ENDED + " [upstream.unreachable]");
    assertThat(stale.hops()).allSatisfy(hop -> assertThat(hop.verdict().staleness()).isPresent());
    assertThat(stale.validUntil()).isEqualTo(ENDED.plusSeconds(30));
    assertThat(stale.ipv4().ttlSeconds()).isEqualTo(30);
  }

  @Test
  void upstreamIsAskedAgainAfterThirtySecondsAndItsAnswerCounts() throws Exception {
    resolveAndLosePower();
    resolver.resolve(WWW);
    upstream.forget();
    time.pass(Duration.ofSeconds(26));
    resolver.resolve(WWW);
    assertThat(upstream.asked()).isEmpty();

    time.pass(Duration.ofSeconds(4));
    assertThat(resolver.resolve(WWW).staleness())
        .as("it is stale since the same moment")
        .contains(new Staleness(ENDED, Reason.UPSTREAM_UNREACHABLE));
    assertThat(upstream.asked()).isNotEmpty();

    upstream.down(false);
    time.pass(Duration.ofSeconds(30));
    Resolution back = resolver.resolve(WWW);
    assertThat(back.staleness()).isEmpty();
    assertThat(back.ipv4().ttlSeconds()).isEqualTo(3600);
  }

  @Test
  void nothingIsStaleForMoreThanADay() throws Exception {
    resolveAndLosePower();
    time.pass(Duration.ofDays(1).minusSeconds(1));
    assertThat(resolver.resolve(WWW).validUntil()).isEqualTo(ENDED.plus(Duration.ofDays(1)));

    time.pass(Duration.ofSeconds(1));
    assertThatThrownBy(() -> resolver.resolve(WWW))
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_UNREACHABLE));
  }

  @Test
  void nothingIsStalePastItsSignature() throws Exception {
    SignedWorld soon =
        SignedWorld.builder()
            .zone(
                "example.test",
                zone ->
                    zone.validity(SignedWorld.NOW.minusSeconds(3600), ENDED.plusSeconds(20))
                        .record("www A 192.0.2.1"))
            .build();
    WorldExchange own = new WorldExchange("own", soon);
    TrustedResolver strict =
        resolver(time, own)
            .anchors(soon.anchors())
            .validatorSettings(
                dev.trustconnect.dnssec.ValidatorSettings.builder()
                    .clockSkew(Duration.ZERO)
                    .build())
            .build();
    strict.lookup(a("www.example.test"));
    own.down(true);
    time.pass(HOUR);
    ValidatedAnswer stale = strict.lookup(a("www.example.test")).answer();
    assertThat(stale.verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(stale.validUntil()).isEqualTo(ENDED.plusSeconds(20));

    time.pass(Duration.ofSeconds(20));
    assertThat(strict.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Indeterminate.class);
  }

  /** The one with the shortest TTL isn't the one whose signature ends first. */
  @Test
  void answerOfSeveralRrsetsIsNotStalePastTheFirstSignatureThatEnds() {
    SignedWorld two =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.records("www 60 A 192.0.2.1", "www TXT hello"))
            .build()
            .harm(
                Harm.resignWith(
                    "www.example.test",
                    Type.TXT,
                    fields ->
                        fields.withWindow(SignedWorld.NOW.minusSeconds(60), ENDED.plus(HOUR))));
    WorldExchange own = new WorldExchange("own", two);
    TrustedResolver anyResolver = resolver(time, own).anchors(two.anchors()).build();
    Question any = TestResolvers.question("www.example.test", Type.ANY);
    assertThat(anyResolver.lookup(any).answer().validUntil())
        .isEqualTo(SignedWorld.NOW.plusSeconds(60));
    own.down(true);
    time.pass(HOUR);
    assertThat(anyResolver.lookup(any).answer().verdict()).isInstanceOf(Verdict.Secure.class);

    time.pass(HOUR);
    assertThat(anyResolver.lookup(any).answer().verdict())
        .isInstanceOf(Verdict.Indeterminate.class);
  }

  @Test
  void provenInsecureAnswerIsUsedWhenStaleToo() {
    resolver.lookup(a("www.plain.test"));
    time.pass(HOUR);
    upstream.down(true);
    Verdict stale = resolver.lookup(a("www.plain.test")).answer().verdict();
    assertThat(stale).isInstanceOf(Verdict.Insecure.class);
    assertThat(stale.staleness()).isPresent();
    assertThat(stale.toString())
        .contains("stale since 2026-06-01T12:05:00Z"); // the end of the proof that it is unsigned
  }

  @Test
  void bogusIsNoFailureOfTheUpstream() throws Exception {
    resolver.resolve(WWW);
    time.pass(HOUR);
    upstream.world(WORLD.harm(Harm.flipSignatureByte("www.example.test", Type.A)));
    assertThatThrownBy(() -> resolver.resolve(WWW))
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_INVALID));
  }

  @Test
  void answerOfAnotherQuestionIsNoFailureOfTheUpstream() {
    resolver.lookup(a("www.example.test"));
    time.pass(HOUR);
    upstream.world(
        WORLD.harm(
            Harm.questionMismatch("www.example.test", Type.A, "only4.example.test", Type.A)));
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_ANSWER_NOT_OURS);
  }

  @Test
  void unprovenAnswerIsNeverUsedWhenStale() {
    upstream.world(WORLD.harm(Harm.flipSignatureByte("www.example.test", Type.A)));
    resolver.lookup(a("www.example.test"));
    time.pass(Duration.ofSeconds(30));
    upstream.down(true);
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_UNREACHABLE);
  }

  @Test
  void silentUpstreamIsWaitedForForLessThanTwoSeconds() throws Exception {
    resolver.resolve(WWW);
    time.pass(HOUR);
    upstream.hold();
    CompletableFuture<Resolution> waiting = resolver.resolveAsync(WWW);
    time.pass(Duration.ofMillis(1799));
    assertThat(waiting).isNotDone();
    time.pass(Duration.ofMillis(1));

    assertThat(waiting).isCompleted();
    assertThat(waiting.join().staleness())
        .contains(new Staleness(ENDED, Reason.RESOLVE_DEADLINE_EXCEEDED));
  }

  @Test
  void switchedOffNothingIsStale() throws Exception {
    TrustedResolver strict = resolver(time, upstream).serveStale(Duration.ZERO).build();
    strict.resolve(WWW);
    time.pass(HOUR);
    upstream.down(true);
    assertThatThrownBy(() -> strict.resolve(WWW)).isInstanceOf(UntrustedNameException.class);
  }

  @Test
  void closedResolverHasNothingStale() throws Exception {
    resolveAndLosePower();
    resolver.close();
    assertThatThrownBy(() -> resolver.resolve(WWW))
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_CLOSED));
  }

  @Test
  void closedResolverHasNothingStaleThoughAnUpstreamFailedBefore() throws Exception {
    WorldExchange second = new WorldExchange("two", WORLD);
    TrustedResolver closing = resolver(time, upstream, second).build();
    closing.resolve(WWW);
    time.pass(HOUR);
    upstream.hold();
    second.hold();
    CompletableFuture<Lookup> waiting = closing.lookupAsync(a("www.example.test"));
    upstream.failPending(Reason.UPSTREAM_TIMEOUT);
    assertThat(waiting).as("the second upstream is asked").isNotDone();

    closing.close();

    assertThat(waiting)
        .isCompletedWithValueMatching(
            found -> found.answer().verdict().reason() == Reason.UPSTREAM_CLOSED);
  }

  @Test
  void clockThatWasSetBackHasNothingStale() throws Exception {
    resolveAndLosePower();
    time.setClock(SignedWorld.NOW.minusSeconds(1));
    assertThatThrownBy(() -> resolver.resolve(WWW)).isInstanceOf(UntrustedNameException.class);
  }
}
