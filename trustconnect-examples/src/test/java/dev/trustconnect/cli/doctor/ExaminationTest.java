package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order, dependencies and the deadline, by a clock that the test moves. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExaminationTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(60), nanos::get);

  private List<Row> rows(Check... checks) {
    return new Examination(List.of(checks), deadline).rows();
  }

  private static Check of(Row row) {
    return Check.network(row.id(), () -> row);
  }

  @Test
  void rowsHaveTheOrderOfTheChecksWhateverEndsFirst() {
    Row late = Row.ok("doctor.late", "late");
    Row early = Row.ok("doctor.early", "early");
    assertThat(rows(of(late).following("doctor.early"), of(early))).containsExactly(late, early);
  }

  @Test
  void checkThatNeedsAFailedOneIsSkippedBecauseOfIt() {
    Row broken = Row.failed("doctor.one", "broken", "mend it");
    assertThat(
            rows(
                of(broken),
                of(Row.ok("doctor.two", "two")).needing("doctor.one"),
                of(Row.ok("doctor.three", "three")).needing("doctor.two"),
                of(Row.ok("doctor.four", "four")).following("doctor.one")))
        .containsExactly(
            broken,
            Row.skipped("doctor.two", "doctor.one"),
            Row.skipped("doctor.three", "doctor.two"),
            Row.ok("doctor.four", "four"));
  }

  @Test
  void warningIsGoodEnoughForWhatFollows() {
    Row warned = Row.warning("doctor.one", "odd", "look");
    Row two = Row.ok("doctor.two", "two");
    assertThat(rows(of(warned), of(two).needing("doctor.one"))).containsExactly(warned, two);
  }

  @Test
  void oneOfSeveralRowsThatIsInOrderIsEnough() {
    assertThat(
            Examination.succeeded(
                List.of(Row.failed("doctor.a", "x", "y"), Row.ok("doctor.a", "z"))))
        .isTrue();
    assertThat(Examination.succeeded(List.of(Row.notEvaluated("doctor.a", "x", "y")))).isFalse();
  }

  @Test
  void localRowsAreThereAlthoughTheNetworkNeverAnswers() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Check network =
        Check.network(
            "doctor.upstream",
            () -> {
              asked.countDown();
              nanos.set(Duration.ofSeconds(61).toNanos()); // the deadline is over
              try {
                never.await();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
              return Row.ok("doctor.upstream", "too late");
            });
    Row local = Row.ok("doctor.local", "local");
    Check patient =
        Check.local(
            "doctor.local",
            () -> {
              try {
                asked.await();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
              return local;
            });

    List<Row> rows =
        rows(patient, network, of(Row.ok("doctor.clock", "x")).needing("doctor.upstream"));

    assertThat(rows)
        .containsExactly(
            local,
            Row.notEvaluated("doctor.upstream", "no end within the time limit", ""),
            Row.skipped("doctor.clock", "doctor.upstream"));
  }

  @Test
  void defectOfACheckIsNotSwallowed() {
    Check defective =
        Check.local(
            "doctor.local",
            () -> {
              throw new IllegalStateException("a defect");
            });
    assertThatThrownBy(() -> rows(defective)).hasRootCauseMessage("a defect");
  }

  @Test
  void whatIsLeftOfADeadlineIsNeverNegative() {
    assertThat(deadline.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
    nanos.set(Duration.ofSeconds(59).toNanos());
    assertThat(deadline.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(1));
    nanos.set(Duration.ofSeconds(99).toNanos());
    assertThat(deadline.left()).isZero();
    assertThat(deadline.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(1));
  }
}
