package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** The first upstream is late, or swallows every packet: another is asked beside it. */
class LateUpstreamTest {
  private static final Duration LATE = Duration.ofMillis(500);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange one = new WorldExchange("one", WORLD);
  private final WorldExchange two = new WorldExchange("two", WORLD);
  private final TrustedResolver resolver = resolver(time, one, two).build();
  private int names;

  private CompletableFuture<Lookup> ask() {
    return resolver.lookupAsync(a("w" + ++names + ".example.test"));
  }

  private static void assertSecure(CompletableFuture<Lookup> lookup) {
    assertThat(lookup).isCompleted();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void otherUpstreamIsAskedBesideOneThatIsLate() {
    one.hold();
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE.minusNanos(1));
    assertThat(two.asked()).as("nothing goes to it before").isEmpty();
    assertThat(lookup).isNotDone();

    time.pass(Duration.ofNanos(1));

    assertSecure(lookup);
    assertThat(lookup.join().questions()).isEqualTo(one.asked().size() + two.asked().size());
    assertThat(one.underWay()).isEmpty();
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void otherUpstreamIsNotAskedWhileTheFirstIsInTime() {
    one.hold();
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE.minusNanos(1));
    one.answerPending();

    assertSecure(lookup);
    time.pass(Duration.ofSeconds(5));
    assertThat(two.asked()).isEmpty();
  }

  @Test
  void lateAnswerOfTheFirstCounts() {
    one.hold();
    two.hold();
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE);
    assertThat(two.asked()).isNotEmpty();
    one.answerPending();

    assertSecure(lookup);
    assertThat(two.underWay()).as("given up").isEmpty();
    one.forget();
    var unused = ask();
    assertThat(one.asked()).as("it is the first still").isNotEmpty();
  }

  @Test
  void deadUpstreamIsTriedByOneLookupAfterPausesThatDouble() {
    one.hold();
    var unused = ask();
    time.pass(LATE);
    Duration pause = Duration.ofSeconds(30);
    for (int failure = 1; failure <= 8; failure++) {
      one.forget();
      time.pass(pause.minusNanos(1));
      assertSecure(ask());
      assertThat(one.asked()).as("within pause %d", failure).isEmpty();
      time.pass(Duration.ofNanos(1));
      CompletableFuture<Lookup> trial = ask();
      assertThat(one.asked()).as("after pause %d", failure).isNotEmpty();
      one.forget();
      assertSecure(ask());
      assertThat(one.asked()).as("by one walk alone").isEmpty();

      time.pass(LATE);

      assertSecure(trial);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(Duration.ofMinutes(16)) > 0 ? pause : longer;
    }
    assertThat(pause).isEqualTo(Duration.ofMinutes(16));
  }

  @Test
  void upstreamThatAnswersAgainIsTheFirstAgain() {
    one.down(true);
    assertSecure(ask());
    time.pass(Duration.ofSeconds(30));
    assertSecure(ask());
    one.down(false);
    time.pass(Duration.ofMinutes(1));
    assertSecure(ask());
    two.forget();

    assertSecure(ask());
    assertThat(two.asked()).isEmpty();
    one.down(true);
    assertSecure(ask());
    one.down(false).forget();
    time.pass(Duration.ofSeconds(30));
    assertSecure(ask());
    assertThat(one.asked()).as("its pauses begin with half a minute again").isNotEmpty();
  }

  @Test
  void upstreamThatSentSomethingIsLateNotDead() {
    one.hold();
    CompletableFuture<Lookup> lookup = ask();
    one.answerPending(question -> question.type() == Type.DNSKEY);
    time.pass(LATE);
    assertSecure(lookup);
    one.forget();

    var unused = ask();
    assertThat(one.asked()).isNotEmpty();
  }

  @Test
  void bogusOfOneWaitsForTheOtherThatIsUnderWay() {
    one.hold();
    two.hold();
    one.world(WORLD.harm(Harm.dropAllRrsigs()));
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE);
    one.answerPending();
    assertThat(lookup).isNotDone();

    while (two.answerPending() > 0) {}

    assertSecure(lookup);
  }

  @Test
  void deadlineEndsBoth() {
    one.hold();
    two.hold();
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE);
    time.pass(Duration.ofMillis(4_500));

    assertThat(lookup.join().answer().verdict().reason())
        .isEqualTo(Reason.RESOLVE_DEADLINE_EXCEEDED);
    assertThat(one.underWay()).as("the roll call's").containsExactly(WorldExchange.ROOT_KEYS);
    assertThat(two.underWay()).as("the roll call's").containsExactly(WorldExchange.ROOT_KEYS);
    time.pass(Duration.ofSeconds(5));
    assertThat(one.underWay()).isEmpty();
    assertThat(two.underWay()).isEmpty();
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void cancellingGivesBothUp() {
    one.hold();
    two.hold();
    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE);

    lookup.cancel(true);

    assertThat(one.underWay()).isEmpty();
    assertThat(two.underWay()).isEmpty();
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void thirdIsAskedWhenTheSecondIsLateToo() {
    one.hold();
    two.hold();
    WorldExchange three = new WorldExchange("three", WORLD);
    TrustedResolver all = resolver(time, one, two, three).build();
    CompletableFuture<Lookup> lookup = all.lookupAsync(a("www.example.test"));
    time.pass(LATE);
    assertThat(three.asked()).isEmpty();
    time.pass(LATE);

    assertSecure(lookup);
  }
}
