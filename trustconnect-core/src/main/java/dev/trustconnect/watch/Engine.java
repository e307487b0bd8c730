package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Schedules looks and judges their results. It has no thread: {@link #take} returns a due look, and
 * {@link #done} takes its result. Thread-safe: one lock, this, guards everything below.
 */
final class Engine {
  private final WatchSchedule schedule;
  private final Eye eye;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final WatchState state;
  private final Consumer<WatchEvent> sink;
  private final Pauses pauses;
  private final AddressGaps gaps;
  private final ClockGuard guard;
  private final Blindness blindness = new Blindness();
  private final Causes causes = new Causes();
  private final Map<Endpoint, Row> rows = new TreeMap<>();
  private final PriorityQueue<Row> queue =
      new PriorityQueue<>((one, other) -> Long.signum(one.due - other.due));
  private int looking;
  private int down;
  private int failed;
  private int lookedAt;
  private long looks;
  private long events;
  private long heartbeatDue;
  private long chores;

  Engine(
      WatchSchedule schedule,
      Eye eye,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      WatchState state,
      Consumer<WatchEvent> sink) {
    this.schedule = schedule;
    this.eye = eye;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.state = state;
    this.sink = sink;
    this.pauses = new Pauses(schedule, random);
    this.gaps = new AddressGaps(schedule.addressGap().toNanos());
    long now = nanoTime.getAsLong();
    this.guard = new ClockGuard(pauses.handshakeRound(), now, clock.instant());
    this.heartbeatDue = now + schedule.heartbeat().toNanos();
    this.chores = heartbeatDue;
  }

  /** A look to be made now, outside of the engine's lock. */
  record Job(Row row, boolean handshake, long began) {}

  /** Begins to watch, with what the state knows. */
  synchronized void start(Collection<Endpoint> endpoints) {
    Map<Endpoint, Parts> known = state.endpoints();
    add(endpoints, known);
    causes.restore(state.causes());
    rows.values().forEach(row -> row.tracks().forEach(track -> track.coverBy(state.causes())));
    blindness.restore(state.blind(), nanoTime.getAsLong());
    watch(Kind.WATCH_STARTED, rows.size() + " endpoints are watched", rows.size());
  }

  /** Watches these endpoints from now on, and no others. */
  synchronized void replace(Collection<Endpoint> endpoints) {
    TreeSet<Endpoint> gone = new TreeSet<>(rows.keySet());
    endpoints.forEach(gone::remove);
    gone.forEach(this::remove);
    state.endpoints().keySet().stream()
        .filter(endpoint -> !rows.containsKey(endpoint))
        .forEach(state::forget);
    add(endpoints, Map.of());
    eye.keepOnly(rows.keySet());
  }

  private void add(Collection<Endpoint> endpoints, Map<Endpoint, Parts> known) {
    long now = nanoTime.getAsLong();
    for (Endpoint endpoint : endpoints) {
      if (!rows.containsKey(endpoint)) {
        Row row = new Row(endpoint, now);
        rows.put(endpoint, row);
        queue.add(row);
        Parts parts = known.get(endpoint);
        if (parts != null) {
          row.restore(parts);
          row.tracks()
              .forEach(track -> track.causes().forEach(one -> causes.joins(one, endpoint, now)));
        }
      }
    }
  }

  private void remove(Endpoint endpoint) {
    Row row = rows.remove(endpoint);
    if (row != null) {
      queue.remove(row);
      row.isGone = true;
      down -= row.isDown() ? 1 : 0;
      failed -= row.failed > 0 ? 1 : 0;
      lookedAt -= row.wasLookedAt ? 1 : 0;
      row.tracks().forEach(track -> track.causes().forEach(one -> leave(one, endpoint)));
      state.forget(endpoint);
    }
  }

  /** A look that is due; null if there is none, or enough are under way. */
  synchronized @Nullable Job take() {
    long now = nanoTime.getAsLong();
    if (now - chores >= 0) {
      doChores(now);
    }
    for (Row row = queue.peek(); row != null && row.due - now <= 0; row = queue.peek()) {
      if (looking >= schedule.atOnce()) {
        return null;
      }
      queue.remove();
      boolean handshake = mayConnect(row, now);
      if (!handshake && now - row.lookDue < 0) {
        enqueue(row); // it came to connect, and has to wait for others
      } else {
        looking++;
        return new Job(row, handshake, now);
      }
    }
    return null;
  }

  private void enqueue(Row row) {
    row.due = row.address() == null ? row.lookDue : earlier(row.lookDue, row.connectDue());
    queue.add(row);
  }

  /** Whether it is the row's turn to connect; if it has to wait for others, it gets a slot. */
  private boolean mayConnect(Row row, long now) {
    reserve(row, now);
    String address = row.address();
    if (address == null || now - row.connectDue() < 0) {
      return false;
    }
    boolean isFree = gaps.soonest(address, now) - now <= 0; // a second look may have come first
    if (isFree) {
      gaps.make(address, now);
      row.leave();
    } else {
      row.queue(row.hasToConfirm() ? gaps.soonest(address, now) : gaps.again(address, now));
    }
    return isFree;
  }

  private void reserve(Row row, long now) {
    String address = row.address();
    // A place is good at another address too: a new one at each move would starve all others.
    if (address != null && !row.isQueued() && now - row.handshakeDue >= 0) {
      row.queue(row.hasToConfirm() ? gaps.soonest(address, now) : gaps.reserve(address, now));
    }
  }

  /** How long until {@link #take} may yield something, in nanoseconds. */
  synchronized long pause() {
    Row row = queue.peek();
    long now = nanoTime.getAsLong();
    long untilChores = Math.max(0, chores - now);
    return row == null || looking >= schedule.atOnce()
        ? untilChores
        : Math.max(0, Math.min(untilChores, row.due - now));
  }

  /** Takes what a look saw. */
  synchronized void done(Job job, Sight sight) {
    looking--;
    Row row = job.row();
    if (row.isGone) {
      return;
    }
    long now = nanoTime.getAsLong();
    Instant time = clock.instant();
    looks++;
    row.lastNanos = now - job.began();
    try {
      note(row, job.handshake(), sight, time);
      if (mayCompare(row, sight, now, time)) {
        compare(row, job.handshake(), sight, now, time);
      }
    } finally { // or it would never be looked at again
      plan(row, job.handshake(), now, time);
      enqueue(row);
    }
    decideBlindness(now);
  }

  /** Records the facts that aren't compared, such as whether the endpoint answers. */
  private void note(Row row, boolean handshake, Sight sight, Instant time) {
    boolean wasDown = row.isDown();
    boolean wasLookedAt = row.wasLookedAt;
    boolean hadFailed = row.failed > 0;
    blindness.looked(sight.noUpstream(), sight.isDefect());
    row.failed = sight.isDefect() ? row.failed + 1 : 0;
    failed += (row.failed > 0 ? 1 : 0) - (hadFailed ? 1 : 0);
    row.unanswered = sight.noUpstream() ? row.unanswered + 1 : 0;
    if (sight.names() != null) {
      row.lastNames = sight.names();
    }
    if (handshake && !sight.noUpstream() && !sight.isDefect()) {
      row.unreached = sight.silence().isEmpty() ? 0 : row.unreached + 1;
    }
    if (sight.tls() != null) {
      row.lastTls = sight.tls();
    }
    if (!sight.silence().isEmpty()) {
      row.silence = sight.silence();
    }
    row.wasLookedAt |= handshake || row.address() == null;
    if (!row.isDown()) {
      row.lastSuccess = time;
    }
    down += (row.isDown() ? 1 : 0) - (wasDown ? 1 : 0);
    lookedAt += (row.wasLookedAt ? 1 : 0) - (wasLookedAt ? 1 : 0);
  }

  /** Whether the clock can be used to compare what endpoints show with what is known. */
  private boolean mayCompare(Row row, Sight sight, long now, Instant time) {
    ClockGuard.State clockState = guard.look(now, time);
    if (clockState == ClockGuard.State.USUAL) {
      return true;
    }
    if (clockState == ClockGuard.State.SET) {
      rows.values().forEach(Row::isUsual);
    }
    row.deviates(sight);
    if (clockState != ClockGuard.State.TO_DECIDE) {
      return false;
    }
    long different = rows.values().stream().filter(Row::deviates).count();
    if (different > Blindness.MAX_SHARE * rows.size()) {
      guard.refuse();
      return false;
    }
    guard.accept();
    return true;
  }

  private void compare(Row row, boolean handshake, Sight sight, long now, Instant time) {
    boolean wasUnknown = Parts.of(row).isUnknown();
    boolean isKnown = handshake || sight.noUpstream() || sight.isDefect() || !row.isDown();
    if (isKnown && !blindness.isBlind()) {
      observe(row, row.reach, Silence.of(row), now, pauses.handshakeRound(), time);
    }
    if (sight.names() != null) {
      observe(row, row.names, sight.names().part(), now, 0, time);
    } else {
      report(row, row.names, row.names.sawNothing(now), time);
    }
    if (sight.tls() != null) {
      observe(row, row.tls, sight.tls().part(), now, 0, time);
    } else if (handshake) {
      report(row, row.tls, row.tls.sawNothing(now), time);
    }
    if (row.agrees(sight)) {
      eye.settled(row.endpoint, sight);
    }
    if (wasUnknown != Parts.of(row).isUnknown()) {
      state.keep(row.endpoint, Parts.of(row));
    }
  }

  private void observe(Row row, Track track, Part seen, long now, long hold, Instant time) {
    if (track.agrees(seen) && !track.needsLook()) {
      return; // as nearly always
    }
    Set<String> before = track.causes();
    Part known = track.confirmed();
    boolean isWorse = known == null || !seen.worseThan(known).isEmpty();
    causes.joins(seen.cause(), row.endpoint, now);
    Track.Confirmed change = track.saw(seen, now, isWorse ? hold : 0);
    report(row, track, change, time);
    Set<String> after = track.causes();
    after.forEach(one -> causes.joins(one, row.endpoint, now));
    before.add(seen.cause());
    before.removeAll(after);
    before.forEach(one -> leave(one, row.endpoint));
  }

  private void leave(String name, Endpoint endpoint) {
    Causes.Cause over = causes.leaves(name, endpoint);
    if (over != null) {
      cause(Kind.ROOT_CAUSE_CLOSED, over);
    }
  }

  private void report(Row row, Track track, Track.@Nullable Confirmed change, Instant time) {
    if (change == null) {
      return;
    }
    Kind kind = change.after().since(change.before());
    boolean wasCovered = track.isCovered;
    track.isCovered = false;
    if (kind == null || (kind == Kind.ENDPOINT_RECOVERED && wasCovered)) {
      state.keep(row.endpoint, Parts.of(row));
      return;
    }
    String cause = change.after().cause();
    if (kind != Kind.ENDPOINT_RECOVERED && !cause.isEmpty() && !change.hasOldCause()) {
      Causes.Place place =
          causes.place(cause, row.endpoint, nanoTime.getAsLong(), pauses.handshakeRound());
      if (place != Causes.Place.ALONE) {
        track.isCovered = true;
        state.keep(row.endpoint, Parts.of(row));
        Causes.Cause opened = causes.get(cause);
        if (place == Causes.Place.OPENS && opened != null) {
          cause(Kind.ROOT_CAUSE_OPENED, opened);
          chores = earlier(chores, nanoTime.getAsLong() + pauses.handshakeRound() + 1);
        }
        return;
      }
    }
    emit(
        Reports.ofEndpoint(state.nextId(), kind, time, row, change, rows.size()),
        row.endpoint,
        Parts.of(row));
  }

  private void cause(Kind kind, Causes.Cause cause) {
    emit(
        Reports.ofCause(
            state.nextId(),
            kind,
            clock.instant(),
            cause.name,
            cause.first(WatchEvent.MAX_ENDPOINTS),
            cause.size(),
            rows.size()),
        null,
        null);
  }

  private void watch(Kind kind, String summary, int affected) {
    emit(
        Reports.ofWatch(state.nextId(), kind, clock.instant(), summary, affected, rows.size()),
        null,
        null);
  }

  private void emit(WatchEvent event, @Nullable Endpoint endpoint, @Nullable Parts parts) {
    events++;
    state.happened(event, endpoint, parts, causes.open(), blindness.reason());
    sink.accept(event);
  }

  /** When to look next, and when to connect next. */
  private void plan(Row row, boolean handshake, long now, Instant time) {
    boolean isBack = row.reach.isPending() && !row.isDown();
    if (handshake) {
      row.handshakeDue = now + untilHandshake(row, isBack);
    }
    long pause;
    if (row.unanswered > 0 || row.failed > 0) {
      pause = pauses.afterFailures(Math.max(row.unanswered, row.failed));
    } else if (row.names.isPending() || isBack) {
      pause = pauses.confirmation();
    } else {
      pause = pauses.next(row.lastNames, row.lastTls, time);
    }
    row.lookDue = now + pause;
    reserve(row, now);
  }

  private long untilHandshake(Row row, boolean isBack) {
    if (row.unreached > 0) {
      return pauses.afterFailures(row.unreached);
    }
    return row.tls.isPending() || isBack ? pauses.confirmation() : pauses.nextHandshake();
  }

  private static long earlier(long one, long other) {
    return one - other <= 0 ? one : other;
  }

  private void decideBlindness(long now) {
    Boolean change =
        blindness.decide(down, failed, lookedAt, rows.size(), guard.problem(), pauses.round(), now);
    if (change != null && change) {
      watch(Kind.WATCH_BLIND, "the watch can't see: " + blindness.reason(), down);
    } else if (change != null) {
      watch(Kind.WATCH_SEES_AGAIN, "the watch can see again", down);
    }
  }

  private void doChores(long now) {
    chores = heartbeatDue;
    for (Causes.Cause cause : causes.grown(now, pauses.handshakeRound())) {
      cause(Kind.ROOT_CAUSE_GREW, cause);
    }
    if (now - heartbeatDue >= 0) {
      heartbeatDue = now + schedule.heartbeat().toNanos();
      chores = heartbeatDue;
      watch(
          Kind.WATCH_HEARTBEAT,
          Reports.heartbeat(rows.size(), down, failed, looks, blindness.reason()),
          down);
    }
  }

  synchronized boolean isFirstRoundDone() {
    return lookedAt == rows.size();
  }

  /** Whether the first round is done, and no look at a name or certificate has to be confirmed. */
  synchronized boolean isSettled() {
    return isFirstRoundDone()
        && rows.values().stream().noneMatch(row -> row.names.isPending() || row.tls.isPending());
  }

  synchronized WatchSnapshot snapshot(long dropped) {
    boolean isBlind = blindness.isBlind();
    var shown =
        rows.values().stream().map(row -> row.shown(isBlind, eye.knows(row.endpoint))).toList();
    return new WatchSnapshot(
        clock.instant(),
        shown,
        isBlind ? Optional.of(blindness.reason()) : Optional.empty(),
        shown.stream().anyMatch(WatchedEndpoint::isLearning),
        lookedAt == rows.size(),
        looks,
        events,
        causes.open().size(),
        dropped,
        state.problem());
  }
}
