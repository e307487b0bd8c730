package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.helpers.SubstituteLogger;

class Slf4jSinkTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final Deque<SubstituteLoggingEvent> lines = new ArrayDeque<>();

  private static Logger recording(Queue<SubstituteLoggingEvent> lines) {
    return new EventRecordingLogger(new SubstituteLogger("audit", lines, true), lines);
  }

  private static AuditEvent judged(Outcome outcome, Warning... warnings) {
    return new AuditEvent.Judged(
        NOW,
        Gate.NAME,
        "a.test",
        outcome,
        Optional.empty(),
        "",
        "",
        "",
        List.of(),
        List.of(warnings));
  }

  private static AuditEvent changed(Change change) {
    return new AuditEvent.UpstreamChanged(NOW, "a", change, Optional.empty(), Optional.empty(), "");
  }

  static List<Arguments> levels() {
    return List.of(
        Arguments.of(Level.WARN, judged(Outcome.REFUSED)),
        Arguments.of(Level.WARN, judged(Outcome.REPORTED)),
        Arguments.of(
            Level.WARN, judged(Outcome.ALLOWED, new Warning(Reason.PIN_EXPIRES_SOON, "soon"))),
        Arguments.of(Level.DEBUG, judged(Outcome.ALLOWED)),
        Arguments.of(Level.INFO, new AuditEvent.PoliciesReplaced(NOW, "STANDARD", List.of())),
        Arguments.of(Level.WARN, new AuditEvent.PoliciesNotReplaced(NOW, "a.yaml", "why")),
        Arguments.of(Level.WARN, changed(Change.PUT_ASIDE)),
        Arguments.of(Level.INFO, changed(Change.CAME_BACK)),
        Arguments.of(
            Level.WARN,
            new AuditEvent.UpstreamsDisagree(
                NOW, "a", Reason.SIGNATURE_INVALID, "b", "SECURE", false, "")),
        Arguments.of(Level.WARN, new AuditEvent.UpstreamsFailed(NOW, List.of(), "")));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void eachEventHasItsLevel(Level level, AuditEvent event) {
    new Slf4jSink(recording(lines)).accept(event);

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().getLevel()).isEqualTo(level);
    assertThat(lines.getFirst().getMessage())
        .startsWith("event.start=2026-06-01T12:00:00Z event.kind=")
        .endsWith(" " + EventText.of(event));
  }

  @Test
  void allowedEventIsNotCreatedIfDebugIsOff() {
    AtomicInteger made = new AtomicInteger();
    try (AuditTrail quiet = new AuditTrail(List.of(new Slf4jSink(NOPLogger.NOP_LOGGER)));
        AuditTrail debug = new AuditTrail(List.of(new Slf4jSink(recording(new ArrayDeque<>()))))) {
      quiet.recordAllowed(
          () -> {
            made.incrementAndGet();
            return judged(Outcome.ALLOWED);
          });
      assertThat(made).hasValue(0);

      debug.recordAllowed(
          () -> {
            made.incrementAndGet();
            return judged(Outcome.ALLOWED);
          });
      assertThat(made).hasValue(1);
    }
  }

  /** A text layout writes {@code name="value"} and doesn't escape. */
  @Test
  void textFromOutsideForgesNeitherALineNorAPair() {
    String hostile = "a.test\" event.outcome=\"success\n2026-06-01 WARN forged\u001b[2J\u2028x";
    new Slf4jSink(recording(lines))
        .accept(
            new AuditEvent.Judged(
                NOW,
                Gate.HANDSHAKE,
                hostile,
                Outcome.REFUSED,
                Optional.of(Reason.PIN_NOT_IN_PATH),
                "refused " + hostile,
                "",
                "",
                List.of(new Finding.Violated(Check.PINNED, Reason.PIN_NOT_IN_PATH, hostile, "x")),
                List.of(new Warning(Reason.PIN_EXPIRES_SOON, hostile))));

    String line = lines.getFirst().getMessage();
    String pairs = line.substring(0, line.indexOf(" refused a.test\""));
    assertThat(line).matches("[\\x20-\\x7e]+");
    assertThat(pairs).doesNotContain("\"").contains("a.test' event.outcome='success?2026-06-01");
  }

  @Test
  void logSinkIsAddedOnce() {
    AtomicInteger other = new AtomicInteger();
    List<AuditSink> sinks = List.of(AuditSink.slf4j(), event -> other.incrementAndGet());

    assertThat(AuditTrail.withTheLog(sinks)).isEqualTo(sinks);
    assertThat(AuditTrail.withTheLog(sinks.subList(1, 2)))
        .hasSize(2)
        .last()
        .isInstanceOf(Slf4jSink.class);
  }
}
