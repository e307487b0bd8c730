package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** An engine whose time passes as fast as it can: one thread, no waiting. */
final class Sim {
  final List<WatchEvent> events = new ArrayList<>();
  final Engine engine;
  private long nanos;
  private Duration clockIsOff = Duration.ZERO;
  private final Eye eye;

  Sim(WatchSchedule schedule, Eye eye, WatchState state) {
    this.eye = eye;
    this.engine =
        new Engine(
            schedule, eye, this::wall, () -> nanos, new SplittableRandom(17), state, events::add);
  }

  static Sim of(Eye eye, Collection<Endpoint> endpoints) {
    Sim sim = new Sim(WatchSchedule.standard(), eye, WatchState.inMemory());
    sim.engine.start(endpoints);
    return sim;
  }

  /** The time by the wall clock. */
  Instant wall() {
    return clockIsOff.isZero() ? time() : time().plus(clockIsOff);
  }

  /** The true time. */
  Instant time() {
    return SignedWorld.NOW.plusNanos(nanos);
  }

  /** How many whole days have passed. */
  int day() {
    return (int) (nanos / 86_400_000_000_000L);
  }

  /** Sets the wall clock so much ahead of the true time. */
  void setClock(Duration ahead) {
    clockIsOff = ahead;
  }

  /** Lets time pass. */
  Sim pass(Duration duration) {
    long end = nanos + duration.toNanos();
    while (true) {
      Engine.Job job = engine.take();
      if (job != null) {
        engine.done(job, eye.look(job.row().endpoint, job.handshake()));
      } else {
        long pause = Math.max(1, engine.pause());
        if (nanos + pause > end) {
          nanos = end;
          return this;
        }
        nanos += pause;
      }
    }
  }

  /** The events other than those of the watch that say nothing. */
  List<WatchEvent> alerts() {
    return events.stream()
        .filter(
            event ->
                event.kind() != WatchEvent.Kind.WATCH_STARTED
                    && event.kind() != WatchEvent.Kind.WATCH_HEARTBEAT)
        .toList();
  }

  List<WatchEvent.Kind> kinds() {
    return alerts().stream().map(WatchEvent::kind).toList();
  }
}
