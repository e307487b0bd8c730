package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.TestInternet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many endpoints at a time, and what is left of a run that was stopped. */
@Timeout(60)
class AuditRunTest {
  private static final List<Target> TARGETS =
      IntStream.range(0, 10)
          .mapToObj(i -> new Target(Endpoint.parse("host" + i + ".example.test"), null))
          .toList();

  /** An assessment to hand out; what is in it doesn't matter here. */
  private static final Assessment SOME = some();

  private static Assessment some() {
    try (TestInternet internet = TestInternet.serving("api.example.test");
        TrustConnect trust = internet.trust().build()) {
      return Rules.standard()
          .assess(
              trust
                  .surveyor()
                  .survey(Endpoint.parse("api.example.test"), SurveyPlan.standard().passive()),
              null);
    }
  }

  @Test
  void resultsAreInTheOrderOfTheTargets() {
    CyclicBarrier five = new CyclicBarrier(5);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    List<Audited> done = new ArrayList<>();
    AuditRun run =
        new AuditRun(
            target -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              await(five); // only five at a time get past it
              running.decrementAndGet();
              return SOME;
            },
            done::add);

    List<Audited> found = run.run(TARGETS, 5);

    assertThat(found).extracting(Audited::target).isEqualTo(TARGETS);
    assertThat(done).containsExactlyInAnyOrderElementsOf(found);
    assertThat(most).hasValue(5);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      int unused = barrier.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void stoppedRunKeepsWhatItFound() {
    CountDownLatch never = new CountDownLatch(1);
    List<AuditRun> runs = new ArrayList<>();
    AuditRun run =
        new AuditRun(
            target -> {
              if (TARGETS.indexOf(target) >= 3) {
                hang(never);
              }
              return SOME;
            },
            one -> {
              if (TARGETS.indexOf(one.target()) == 2) {
                runs.get(0).stop();
              }
            });
    runs.add(run);

    List<Audited> found = run.run(TARGETS, 1);

    assertThat(found).extracting(Audited::target).isEqualTo(TARGETS.subList(0, 3));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    Report report =
        Report.of(SOME.survey().at(), "", found, Severity.HIGH, Baseline.NONE, TARGETS.size(), 0);
    assertThat(report.isInterrupted()).isTrue();
    assertThat(report.status()).isEqualTo(3);
  }

  private static void hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void runThatWasStoppedBeforeItBeganFindsNothing() {
    AuditRun run = new AuditRun(target -> SOME, one -> {});
    run.stop();

    assertThat(run.run(TARGETS, 2)).isEmpty();
  }

  @Test
  void defectOfOneEndpointIsItsResultAndTheOthersGoOn() {
    IllegalStateException bug = new IllegalStateException("a defect");
    AuditRun run =
        new AuditRun(
            target -> {
              if (TARGETS.indexOf(target) == 4) {
                throw bug;
              }
              return SOME;
            },
            one -> {});

    List<Audited> found = run.run(TARGETS, 2);

    assertThat(found).extracting(Audited::target).isEqualTo(TARGETS);
    assertThat(found.get(4).defect().orElseThrow().cause()).isSameAs(bug);
    assertThat(found.get(4).isJudged()).isFalse();
    assertThat(found).filteredOn(one -> one.defect().isPresent()).hasSize(1);
  }

  @Test
  void errorOfOneEndpointIsItsResultToo() {
    AuditRun run =
        new AuditRun(
            target -> {
              throw TARGETS.indexOf(target) == 0
                  ? new StackOverflowError()
                  : new NoClassDefFoundError("x/Y");
            },
            one -> {});

    assertThat(run.run(TARGETS, 2)).hasSize(10).allMatch(one -> one.defect().isPresent());
  }

  @Test
  void lackOfMemoryEndsTheRun() {
    AuditRun run =
        new AuditRun(
            target -> {
              throw new OutOfMemoryError("simulated");
            },
            one -> {});

    assertThatThrownBy(() -> run.run(TARGETS, 2))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }
}
