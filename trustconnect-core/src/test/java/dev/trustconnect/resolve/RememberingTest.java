package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class RememberingTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).refreshAhead(false).build();

  private int questionsFor(Question question) {
    upstream.forget();
    Lookup lookup = resolver.lookup(question);
    assertThat(lookup.questions()).isEqualTo(upstream.asked().size());
    return lookup.questions();
  }

  @Test
  void answerIsKeptForItsTtlAndNoLonger() {
    questionsFor(a("www.example.test"));

    time.pass(HOUR.minusSeconds(1));
    Lookup last = resolver.lookup(a("www.example.test"));
    assertThat(last.questions()).isZero();
    assertThat(last.roundTrips()).isZero();
    assertThat(last.answer().ttlSeconds()).isEqualTo(1);

    time.pass(Duration.ofSeconds(1));
    assertThat(questionsFor(a("www.example.test"))).isPositive();
  }

  @Test
  void zoneIsKeptForItsTtlAndNoLonger() {
    questionsFor(a("www.example.test"));
    time.pass(HOUR.minusSeconds(1));
    assertThat(questionsFor(a("w1.example.test"))).isEqualTo(1);
    time.pass(Duration.ofSeconds(1));
    assertThat(questionsFor(a("w2.example.test"))).isEqualTo(8);
  }

  @Test
  void absenceIsKeptToo() {
    Question nothing = a("nothing.example.test");
    Lookup first = resolver.lookup(nothing);
    assertThat(first.answer().verdict()).isInstanceOf(Verdict.Secure.class);

    assertThat(questionsFor(nothing)).isZero();
    time.pass(Duration.ofSeconds(first.answer().ttlSeconds()));
    assertThat(questionsFor(nothing)).isPositive();
  }

  @Test
  void insecureAnswerIsKeptToo() {
    assertThat(resolver.lookup(a("www.plain.test")).answer().verdict())
        .isInstanceOf(Verdict.Insecure.class);
    assertThat(questionsFor(a("www.plain.test"))).isZero();
    assertThat(questionsFor(a("in.plain.test"))).as("the unsigned cut is known").isEqualTo(1);
  }

  @Test
  void answerWithTtlZeroIsNotKept() {
    assertThat(resolver.lookup(a("short.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
    assertThat(questionsFor(a("short.example.test"))).isEqualTo(1);
    assertThat(questionsFor(a("short.example.test"))).isEqualTo(1);
  }

  @Test
  void nothingOutlivesItsSignature() {
    SignedWorld soon =
        SignedWorld.builder()
            .zone(
                "example.test",
                zone ->
                    zone.validity(
                            SignedWorld.NOW.minusSeconds(3600), SignedWorld.NOW.plusSeconds(60))
                        .record("www A 192.0.2.1"))
            .build();
    TrustedResolver strict =
        resolver(time, new WorldExchange("one", soon))
            .anchors(soon.anchors())
            .validatorSettings(
                dev.trustconnect.dnssec.ValidatorSettings.builder()
                    .clockSkew(Duration.ZERO)
                    .build())
            .build();
    Lookup lookup = strict.lookup(a("www.example.test"));
    assertThat(lookup.answer().validUntil()).isEqualTo(SignedWorld.NOW.plusSeconds(60));

    time.pass(Duration.ofSeconds(59));
    assertThat(strict.lookup(a("www.example.test")).questions()).isZero();
    time.pass(Duration.ofSeconds(1));
    Lookup late = strict.lookup(a("www.example.test"));
    assertThat(late.questions()).isPositive();
    time.pass(Duration.ofSeconds(2));
    assertThat(strict.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.SIGNATURE_EXPIRED);
  }

  @Test
  void bogusIsRememberedBrieflyAndNotExtended() {
    upstream.world(WORLD.harm(Harm.flipSignatureByte("www.example.test", Type.A)));
    Question question = a("www.example.test");
    assertThat(resolver.lookup(question).answer().verdict()).isInstanceOf(Verdict.Bogus.class);

    time.pass(Duration.ofSeconds(29));
    assertThat(questionsFor(question)).isZero();
    upstream.world(WORLD);
    time.pass(Duration.ofSeconds(1));
    assertThat(resolver.lookup(question).answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void transportFailureIsRememberedForSecondsOnly() {
    upstream.down(true);
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_UNREACHABLE);
    upstream.down(false);

    time.pass(Duration.ofSeconds(1));
    assertThat(questionsFor(a("www.example.test"))).isZero();
    time.pass(Duration.ofSeconds(1));
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void answerFromTheFutureIsNotUsedAfterTheClockWasSetBack() {
    questionsFor(a("www.example.test"));
    time.setClock(SignedWorld.NOW.minusSeconds(1));
    assertThat(questionsFor(a("www.example.test"))).isEqualTo(8);
  }

  @Test
  void cacheOfNoBytesKeepsNothing() {
    TrustedResolver forgetful = resolver(time, upstream).cacheBytes(0).build();
    int first = forgetful.lookup(a("www.example.test")).questions();
    assertThat(forgetful.lookup(a("www.example.test")).questions()).isEqualTo(first).isEqualTo(8);
  }
}
