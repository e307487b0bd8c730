package dev.trustconnect.resolve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams in order of preference, and which of them failed lately. Thread-safe.
 *
 * <p>An upstream that fails where another one leads to a proof is put aside: lookups ask it last
 * for half a minute, twice as long after each further failure, at most 16 minutes. The first proof
 * it leads to ends that. A server that sends {@code Retry-After} is put aside for as long as it
 * says, an hour at most, whatever it answers meanwhile. Nothing is put aside altogether: if every
 * other upstream fails, it is asked.
 */
final class UpstreamPool {
  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

  /** 30 seconds doubled five times: 16 minutes. */
  private static final int MOST_DOUBLINGS = 5;

  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  /** One SERVFAIL may be the fault of the name's servers; so many in a row are the upstream's. */
  private static final int REFUSALS_IN_A_ROW = 3;

  private final List<DnsExchange> exchanges;
  private final LongSupplier nanoTime;
  private final long origin;

  @GuardedBy("this")
  private final List<History> histories;

  /** A question to one of the upstreams, by number, in one {@linkplain Memory#epoch epoch}. */
  record Asked(int upstream, Question question, long epoch) {
    @Override // written out for the reason that HostName gives
    public boolean equals(@Nullable Object other) {
      return other instanceof Asked that
          && upstream == that.upstream
          && epoch == that.epoch
          && question.equals(that.question);
    }

    @Override
    public int hashCode() {
      return 31 * question.hashCode() + upstream;
    }
  }

  /** A pool that owns {@code exchanges}, the preferred one first. */
  UpstreamPool(List<DnsExchange> exchanges, LongSupplier nanoTime) {
    this.exchanges = List.copyOf(exchanges);
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    List<History> none = new ArrayList<>();
    for (int i = 0; i < exchanges.size(); i++) {
      none.add(new History());
    }
    this.histories = List.copyOf(none);
  }

  /** The failures of one upstream; times are nanoseconds since {@code origin}. */
  private static final class History {
    private int failures;
    private int refusals;
    private long pausedUntil;
    private long leftAloneUntil; // Retry-After
    private boolean onTrial;

    private boolean isPausedAt(long now) {
      return failures > 0 && now < pausedUntil;
    }

    /** When it is asked in its turn again; 0 if it is now. */
    private long asideUntil(long now) {
      long until = Math.max(failures > 0 ? pausedUntil : 0, leftAloneUntil);
      return until > now ? until : 0;
    }

    private void pauseFrom(long now) {
      pausedUntil = now + (FIRST_PAUSE_NANOS << Math.min(failures - 1, MOST_DOUBLINGS));
    }
  }

  /**
   * The upstreams' numbers, in the order in which to ask them now: as given, then those that are
   * put aside, the one whose time ends first in front.
   *
   * <p>One whose pause is over is tried by the lookup that calls this first. The others leave it
   * last until that lookup knows more, so that a dead upstream delays one of them.
   */
  synchronized List<Integer> order() {
    long now = now();
    List<History> pauses = histories;
    List<Integer> order = new ArrayList<>();
    boolean someAside = false;
    for (int upstream = 0; upstream < exchanges.size(); upstream++) {
      order.add(upstream);
      someAside |= pauses.get(upstream).asideUntil(now) > 0;
    }
    if (someAside) {
      order.sort(Comparator.comparingLong(upstream -> pauses.get(upstream).asideUntil(now)));
    }
    History first = histories.get(order.get(0));
    if (first.failures > 0 && first.asideUntil(now) == 0) {
      first.pauseFrom(now);
      first.onTrial = true;
    }
    return order;
  }

  /** Each upstream as it is now, in order of preference. */
  synchronized List<UpstreamStatus> statuses(RollCall rollCall) {
    long now = now();
    List<UpstreamStatus> all = new ArrayList<>();
    for (int upstream = 0; upstream < exchanges.size(); upstream++) {
      DnsExchange exchange = exchanges.get(upstream);
      long until = histories.get(upstream).asideUntil(now);
      all.add(
          new UpstreamStatus(
              exchange.label(),
              Duration.ofNanos(until == 0 ? 0 : until - now),
              exchange.clockSkew(),
              rollCall.failure(upstream)));
    }
    return List.copyOf(all);
  }

  /** Those of the pool, by their numbers. */
  List<DnsExchange> exchanges() {
    return exchanges;
  }

  DnsExchange exchange(int upstream) {
    return exchanges.get(upstream);
  }

  /**
   * Notes that this upstream failed for {@code why} where another one led to a proof. Lookups that
   * failed together count once; a response code such as SERVFAIL counts from the third in a row.
   *
   * @return for how long it is put aside; empty if it was already, or isn't
   */
  synchronized Optional<Duration> failed(int upstream, Reason why) {
    long now = now();
    History history = histories.get(upstream);
    if (history.isPausedAt(now) && !history.onTrial) {
      return Optional.empty();
    }
    if (why == Reason.UPSTREAM_RCODE && ++history.refusals < REFUSALS_IN_A_ROW) {
      return Optional.empty();
    }
    history.failures++;
    history.onTrial = false;
    history.pauseFrom(now);
    return Optional.of(Duration.ofNanos(history.pausedUntil - now));
  }

  /**
   * Notes that its server wants to be left alone for {@code wait} (RFC 9110 §10.2.3).
   *
   * @return for how long it is put aside; empty if it was already
   */
  synchronized Optional<Duration> askedToWait(int upstream, Duration wait) {
    Duration capped = wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    History history = histories.get(upstream);
    long now = now();
    boolean known = now < history.leftAloneUntil;
    history.leftAloneUntil = Math.max(history.leftAloneUntil, now + capped.toNanos());
    return known || capped.isZero() ? Optional.empty() : Optional.of(capped);
  }

  /** Whether its server said that it wants to be left alone for now. */
  synchronized boolean isLeftAlone(int upstream) {
    return now() < histories.get(upstream).leftAloneUntil;
  }

  /**
   * Notes that this upstream's answers led to a proof.
   *
   * @return whether that ends a pause
   */
  synchronized boolean proved(int upstream) {
    History history = histories.get(upstream);
    boolean wasAside = history.failures > 0;
    history.failures = 0;
    history.refusals = 0;
    history.onTrial = false;
    return wasAside;
  }

  private long now() {
    return nanoTime.getAsLong() - origin;
  }

  void close() {
    exchanges.forEach(DnsExchange::close);
  }
}
