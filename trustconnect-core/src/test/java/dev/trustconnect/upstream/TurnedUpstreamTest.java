package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.HostileDoh;
import dev.trustconnect.testing.HostileTarget;
import dev.trustconnect.testing.Hostility;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.contract.HostileTargetAnswers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream that was honest and isn't any more: what is remembered doesn't help it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TurnedUpstreamTest {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final Duration TURNING = Duration.ofSeconds(2);
  private static final SignedWorld WORLD = HostileTarget.world();

  /** Those that could ever have been heard. */
  static List<Hostility> hostilities() {
    return Hostility.all().stream()
        .filter(hostility -> hostility.identity() == Hostility.Identity.RIGHT)
        .toList();
  }

  /** Zones and denials around the targets are known. */
  @ParameterizedTest
  @MethodSource("hostilities")
  void knownZonesDoNotHelpIt(Hostility hostility) {
    List<Question> siblings =
        Stream.of(HostileTarget.values()).map(HostileTarget::sibling).distinct().toList();

    turned(hostility, siblings, Duration.ZERO).forEach(HostileTargetAnswers::assertNoHarm);
  }

  /** What it said in its honest time has ended: that, marked as stale, is all there may be. */
  @ParameterizedTest
  @MethodSource("hostilities")
  void expiredAnswersDoNotHelpIt(Hostility hostility) {
    List<Question> targets =
        Stream.of(HostileTarget.values()).map(HostileTarget::question).toList();

    Map<HostileTarget, ValidatedAnswer> answers = turned(hostility, targets, Duration.ofHours(1));

    answers.forEach(
        (target, answer) -> {
          HostileTargetAnswers.assertNoHarm(target, answer);
          if (hostility.isMute()) { // what can't be had is no reason to have nothing
            assertThat(HostileTargetAnswers.contentOf(answer))
                .as(target.toString())
                .isEqualTo(
                    HostileTargetAnswers.contentOf(HostileTargetAnswers.truth(target.question())));
            assertThat(answer.verdict().staleness()).as(target.toString()).isPresent();
          }
        });
  }

  /**
   * What the targets get of a server that turns hostile after it was asked {@code before}, and
   * after some time.
   */
  private Map<HostileTarget, ValidatedAnswer> turned(
      Hostility hostility, List<Question> before, Duration later) {
    AtomicReference<Instant> now = new AtomicReference<>(WORLD.now());
    try (HostileDoh hostile = HostileDoh.start(WORLD, hostility);
        TrustedResolver resolver =
            TrustedResolver.builder()
                .upstreams(hostile.upstream().open())
                .anchors(WORLD.anchors())
                .clock(now::get)
                .resolveTimeout(hostility.isSlow() ? TURNING : PLENTY)
                .build()) {
      hostile.repents();
      for (Question question : before) {
        assertThat(resolver.lookup(question).answer().verdict())
            .isInstanceOfAny(Verdict.Secure.class, Verdict.Insecure.class);
      }
      now.set(now.get().plus(later));
      hostile.relapses();
      return HostileTargetAnswers.ask(
          hostility, hostile, target -> resolver.lookupAsync(target.question()));
    }
  }
}
