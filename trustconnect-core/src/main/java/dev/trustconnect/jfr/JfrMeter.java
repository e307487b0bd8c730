package dev.trustconnect.jfr;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.watch.WatchEvent;
import dev.trustconnect.watch.WatchListener;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Records lookups, questions, handshakes and decisions in the JDK's Flight Recorder, for {@code jfr
 * print --events 'trustconnect.*' recording.jfr}. Thread-safe.
 *
 * <p>The events are {@code trustconnect.Lookup}, {@code trustconnect.Question}, {@code
 * trustconnect.Handshake} and {@code trustconnect.Judged}, and {@code trustconnect.Drift} of a
 * {@linkplain #ofWatch watch}. They are enabled unless a recording's settings disable them, and
 * cost next to nothing while nothing is recorded. Hosts found in memory aren't recorded, nor what
 * was allowed on an existing connection; everything that was refused or reported is.
 */
public final class JfrMeter implements TrustMeter {
  /** A meter that records events. */
  public JfrMeter() {}

  /** A listener of a watch that records each of its events as {@code trustconnect.Drift}. */
  public static WatchListener ofWatch() {
    return JfrMeter::drifted;
  }

  @Override
  public void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {
    if (source == Source.MEMORY) {
      return;
    }
    LookupEvent event = new LookupEvent();
    if (event.isEnabled()) {
      event.host = host.ascii();
      event.verdict = verdict == null ? "none" : verdict.label();
      event.source = lower(source);
      event.reason = code(refusal);
      event.elapsed = elapsed.toNanos();
      event.commit();
    }
  }

  @Override
  public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
    QuestionEvent event = new QuestionEvent();
    if (event.isEnabled()) {
      event.upstream = upstream;
      event.reason = code(failure);
      event.elapsed = elapsed.toNanos();
      event.commit();
    }
  }

  @Override
  public void handshook(
      HostName host,
      String protocol,
      boolean resumed,
      Duration elapsed,
      @Nullable Throwable failure) {
    HandshakeEvent event = new HandshakeEvent();
    if (event.isEnabled()) {
      event.host = host.ascii();
      event.protocol = protocol;
      event.resumed = resumed;
      event.reason =
          failure == null
              ? "none"
              : TrustRefusal.in(failure)
                  .map(refusal -> refusal.reason().code())
                  .orElse(failure.getClass().getName());
      event.elapsed = elapsed.toNanos();
      event.commit();
    }
  }

  @Override
  public void judged(
      Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
    boolean isRoutine =
        outcome == Outcome.ALLOWED && (gate == Gate.CONNECTION || gate == Gate.EXCHANGE);
    if (isRoutine) {
      return;
    }
    JudgedEvent event = new JudgedEvent();
    if (event.isEnabled()) {
      event.gate = lower(gate);
      event.policy = policy == null ? "default" : policy.toString();
      event.outcome = lower(outcome);
      event.reason = code(reason);
      event.commit();
    }
  }

  private static void drifted(WatchEvent change) {
    DriftEvent event = new DriftEvent();
    if (event.isEnabled()) {
      event.id = change.id();
      event.kind = change.kind().code();
      event.subject = change.subject();
      event.summary = change.summary();
      event.commit();
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String code(@Nullable Reason reason) {
    return reason == null ? "none" : reason.code();
  }
}
