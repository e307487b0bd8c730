package dev.trustconnect.audit.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events reach their sinks in order, and a sink that fails doesn't affect the others. */
@Timeout(60) // what is shown here is that nothing waits for a sink
class AuditTrailTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path folder;

  private static AuditEvent.Judged refused(String subject) {
    return new AuditEvent.Judged(
        NOW,
        Gate.HANDSHAKE,
        subject,
        Outcome.REFUSED,
        Optional.of(Reason.PIN_NOT_IN_PATH),
        "refused " + subject + " [pin.not-in-path]: seen \"a\"; wanted b",
        "*.test",
        "ab12",
        List.of(new Finding.Satisfied(Check.NAME_PROVEN, "SECURE")),
        List.of(new Warning(Reason.PIN_EXPIRES_SOON, "soon")));
  }

  @Test
  void everySinkGetsEveryEventInOrder() {
    List<AuditEvent> one = Collections.synchronizedList(new ArrayList<>());
    List<AuditEvent> two = Collections.synchronizedList(new ArrayList<>());
    try (AuditTrail trail = new AuditTrail(List.of(one::add, two::add))) {
      for (int i = 0; i < 100; i++) {
        AuditEvent event = refused("host" + i + ".test:443");
        trail.record(() -> event);
      }
    }

    assertThat(one).hasSize(100).isEqualTo(two);
    assertThat(((AuditEvent.Judged) one.get(99)).subject()).isEqualTo("host99.test:443");
  }

  @Test
  void sinkThatThrowsStillGetsEventsAndSoDoTheOthers() {
    AtomicInteger asked = new AtomicInteger();
    List<AuditEvent> good = Collections.synchronizedList(new ArrayList<>());
    AuditSink bad =
        event -> {
          if (asked.getAndIncrement() % 2 == 0) {
            throw new IOException("disk full");
          }
          throw new IllegalStateException("bug");
        };
    AuditTrail trail = new AuditTrail(List.of(bad, good::add));
    for (int i = 0; i < 4; i++) {
      trail.record(() -> refused("a.test:443"));
    }
    trail.close();

    assertThat(asked).hasValue(4);
    assertThat(good).hasSize(4);
    assertThat(trail.dropped()).as("lost to the bad one").isEqualTo(4);
  }

  @Test
  void blockingSinkDelaysNoCallerAndItsLostEventsAreCounted() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger delivered = new AtomicInteger();
    AuditSink slow =
        event -> {
          blocked.countDown();
          awaitQuietly(release);
          delivered.incrementAndGet();
        };
    AuditTrail trail = new AuditTrail(List.of(slow));
    trail.record(() -> refused("first.test:443"));
    blocked.await();

    for (int i = 0; i < SinkWorker.CAPACITY + 10; i++) {
      trail.record(() -> refused("next.test:443"));
    }

    assertThat(trail.dropped()).isEqualTo(10);
    release.countDown();
    trail.close();
    assertThat(delivered).hasValue(SinkWorker.CAPACITY + 1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not even an interrupt ends them: closing gives all of them two seconds together. */
  @Test
  void closingDoesNotWaitForSinksThatBlockForever() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(3);
    CountDownLatch closed = new CountDownLatch(3);
    CountDownLatch release = new CountDownLatch(1);
    List<AuditSink> sinks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sinks.add(new Stubborn(blocked, closed, release));
    }
    AuditTrail trail = new AuditTrail(sinks);
    trail.record(() -> refused("first.test:443"));
    trail.record(() -> refused("second.test:443"));
    blocked.await();

    trail.close();

    assertThat(trail.dropped()).as("the second event, at each").isEqualTo(3);
    closed.await(); // beside the call that blocks
    release.countDown();
  }

  private record Stubborn(CountDownLatch blocked, CountDownLatch closed, CountDownLatch release)
      implements AuditSink {
    @Override
    public void accept(AuditEvent event) {
      blocked.countDown();
      boolean interrupted = false;
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void closedTrailDropsAndClosesItsSinks() {
    AtomicBoolean closed = new AtomicBoolean();
    AuditTrail trail =
        new AuditTrail(
            List.of(
                new AuditSink() {
                  @Override
                  public void accept(AuditEvent event) {}

                  @Override
                  public void close() {
                    closed.set(true);
                  }
                }));
    trail.close();
    trail.record(() -> refused("late.test:443"));

    assertThat(closed).isTrue();
    assertThat(trail.dropped()).isEqualTo(1);
  }

  @Test
  void withoutSinksNoEventIsCreated() {
    AtomicInteger made = new AtomicInteger();
    try (AuditTrail trail = new AuditTrail(List.of())) {
      trail.record(
          () -> {
            made.incrementAndGet();
            return refused("a.test:443");
          });
    }
    assertThat(made).hasValue(0);
  }

  @Test
  void linesOfJsonAreAppendedToTheFile() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    for (int i = 0; i < 2; i++) {
      try (AuditTrail trail = new AuditTrail(List.of(AuditSink.jsonLines(file)))) {
        trail.record(() -> refused("api.example.test:443"));
      }
    }

    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .first()
        .isEqualTo(
            "{\"at\":\"2026-06-01T12:00:00Z\",\"event\":\"handshake-judged\","
                + "\"subject\":\"api.example.test:443\",\"outcome\":\"refused\","
                + "\"reason\":\"pin.not-in-path\","
                + "\"message\":\"refused api.example.test:443 [pin.not-in-path]: seen \\\"a\\\";"
                + " wanted b\",\"policy\":\"ab12\",\"findings\":[{\"check\":\"name proven\","
                + "\"state\":\"satisfied\",\"reason\":null,\"seen\":\"SECURE\",\"wanted\":null}],"
                + "\"warnings\":[\"[pin.expires-soon] soon\"]}");
  }

  @Test
  void lineOfJsonStaysOneLine() throws IOException {
    StringWriter text = new StringWriter();
    try (AuditTrail trail = new AuditTrail(List.of(AuditSink.jsonLines(text)))) {
      trail.record(() -> refused("a\n\"\\\u2028\u001b\ud83d\ude00"));
      trail.record(
          () ->
              new AuditEvent.PoliciesReplaced(
                  NOW, "STANDARD", List.of("*.a.test must have a SECURE name")));
    }

    assertThat(text.toString().lines()).hasSize(2);
    assertThat(text.toString())
        .contains("a\\u000a\\\"\\\\\\u2028\\u001b\\ud83d\\ude00")
        .contains("\"event\":\"policies-replaced\"");
  }
}
