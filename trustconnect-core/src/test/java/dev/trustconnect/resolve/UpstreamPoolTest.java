package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** The order in which upstreams are asked, after what failed lately. */
class UpstreamPoolTest {
  private static final Duration LATE = Duration.ofMillis(500);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange one = new WorldExchange("one", WORLD);
  private final WorldExchange two = new WorldExchange("two", WORLD);
  private final WorldExchange three = new WorldExchange("three", WORLD);
  private final TrustedResolver resolver = resolver(time, one, two, three).build();
  private int names;

  private CompletableFuture<Lookup> ask() {
    one.forget();
    two.forget();
    three.forget();
    return resolver.lookupAsync(a("w" + ++names + ".example.test"));
  }

  /** Asks for another name and returns who was asked for it. */
  private List<WorldExchange> askedForAName() {
    CompletableFuture<Lookup> lookup = ask();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    return List.of(one, two, three).stream().filter(each -> !each.asked().isEmpty()).toList();
  }

  @Test
  void retryAfterIsRespected() {
    one.retryAfter(Duration.ofSeconds(90));
    assertThat(askedForAName()).containsExactly(one, two);
    one.retryAfter(null);

    time.pass(Duration.ofSeconds(90).minusNanos(1));
    assertThat(askedForAName()).containsExactly(two);
    time.pass(Duration.ofNanos(1));
    assertThat(askedForAName()).containsExactly(one);
  }

  @Test
  void retryAfterOfYearsIsAnHour() {
    one.retryAfter(Duration.ofDays(3_650));
    assertThat(askedForAName()).containsExactly(one, two);
    one.retryAfter(null);

    time.pass(Duration.ofHours(1));
    assertThat(askedForAName()).containsExactly(one);
  }

  @Test
  void retryAfterShorterThanThePauseDoesNotShortenIt() {
    one.retryAfter(Duration.ofSeconds(1));
    assertThat(askedForAName()).containsExactly(one, two);
    one.retryAfter(null);

    time.pass(Duration.ofSeconds(29));
    assertThat(askedForAName()).containsExactly(two);
    time.pass(Duration.ofSeconds(1));
    assertThat(askedForAName()).containsExactly(one);
  }

  @Test
  void serverThatWantsToBeLeftAloneIsAskedIfAllOthersFail() {
    one.retryAfter(Duration.ofSeconds(90));
    assertThat(askedForAName()).containsExactly(one, two);
    one.retryAfter(null);
    two.down(true);
    three.down(true);

    assertThat(askedForAName()).containsExactly(one, two, three);
    two.down(false);
    three.down(false);
    time.pass(Duration.ofSeconds(60));
    assertThat(askedForAName()).as("its proof doesn't end Retry-After").doesNotContain(one);
  }

  @Test
  void serverThatWantsToBeLeftAloneIsNotAskedBesideALateOne() {
    two.retryAfter(Duration.ofSeconds(90));
    one.down(true);
    assertThat(askedForAName()).containsExactly(one, two, three);
    two.retryAfter(null);
    one.down(false);
    time.pass(Duration.ofSeconds(30));
    one.hold();
    three.hold();

    CompletableFuture<Lookup> lookup = ask();
    time.pass(LATE);
    assertThat(three.asked()).isNotEmpty();
    time.pass(LATE);
    assertThat(two.asked()).isEmpty();

    while (one.answerPending() > 0) {}
    assertThat(lookup).isCompleted();
  }

  @Test
  void amongThoseThatFailedTheOneWhosePauseEndsFirstIsAskedFirst() {
    one.down(true);
    assertThat(askedForAName()).containsExactly(one, two);
    time.pass(Duration.ofSeconds(1));
    two.down(true);
    assertThat(askedForAName()).containsExactly(two, three);
    time.pass(Duration.ofSeconds(1));
    three.down(true);
    one.down(false);
    two.down(false);

    assertThat(askedForAName()).containsExactly(one, three);
  }

  @Test
  void oneServfailDoesNotPutAnUpstreamAside() {
    one.world(WORLD.harm(Harm.rcode("w1.example.test", Type.A, Rcode.SERVFAIL)));
    assertThat(askedForAName()).containsExactly(one, two);

    assertThat(askedForAName()).containsExactly(one);
  }

  @Test
  void threeErrorsInARowThatAnotherAnswersPutAnUpstreamAside() {
    SignedWorld refusing = WORLD;
    for (int name = 1; name <= 3; name++) {
      refusing = refusing.harm(Harm.rcode("w" + name + ".example.test", Type.A, Rcode.REFUSED));
    }
    one.world(refusing);
    for (int name = 1; name <= 3; name++) {
      assertThat(askedForAName()).containsExactly(one, two);
    }

    assertThat(askedForAName()).containsExactly(two);
  }

  @Test
  void nameThatNoUpstreamAnswersPutsNoneAside() {
    SignedWorld servfail = WORLD;
    for (int name = 1; name <= 5; name++) {
      servfail = servfail.harm(Harm.rcode("w" + name + ".example.test", Type.A, Rcode.SERVFAIL));
    }
    for (WorldExchange each : List.of(one, two, three)) {
      each.world(servfail);
    }
    for (int name = 1; name <= 5; name++) {
      assertThat(ask().join().answer().verdict()).isInstanceOf(Verdict.Indeterminate.class);
    }

    assertThat(askedForAName()).containsExactly(one);
  }
}
