package dev.trustconnect.resolve;

import dev.trustconnect.upstream.DnsExchange;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The upstreams in the order given, and a memory of which of them failed lately. Thread-safe. */
final class Upstreams {
  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

  /** 30 seconds doubled five times: 16 minutes. */
  private static final int MOST_DOUBLINGS = 5;

  private final List<DnsExchange> owned;
  private final List<DnsExchange> exchanges;
  private final LongSupplier nanoTime;
  private final long origin;
  private final List<Past> pasts; // each guarded by this

  /** These, and where one stands for several, each of those: every one is judged by itself. */
  Upstreams(List<DnsExchange> owned, LongSupplier nanoTime) {
    this.owned = List.copyOf(owned);
    this.exchanges = owned.stream().flatMap(exchange -> exchange.upstreams().stream()).toList();
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.pasts = exchanges.stream().map(exchange -> new Past()).toList();
  }

  /** What is remembered of one upstream; forgotten with its first good answer. */
  private static final class Past {
    private int failures;
    private long retryAt; // nanoseconds since origin, if there were failures
    private boolean onTrial;

    private boolean isDemotedAt(long now) {
      return failures > 0 && now < retryAt;
    }

    private void pauseFrom(long now) {
      retryAt = now + (FIRST_PAUSE_NANOS << Math.min(failures - 1, MOST_DOUBLINGS));
    }
  }

  /**
   * The upstreams' numbers, in the order in which to ask them now: as given, those that failed
   * lately last.
   *
   * <p>One that failed is tried again after its pause by the walk that asks for the order then; the
   * others leave it last until that walk knows more, so that a dead upstream delays one of them.
   */
  synchronized List<Integer> order() {
    long now = nanoTime.getAsLong() - origin;
    List<Integer> order =
        IntStream.range(0, exchanges.size())
            .boxed()
            .sorted(Comparator.comparing(upstream -> pasts.get(upstream).isDemotedAt(now)))
            .toList();
    Past first = pasts.get(order.get(0));
    if (first.failures > 0 && !first.isDemotedAt(now)) {
      first.pauseFrom(now);
      first.onTrial = true;
    }
    return order;
  }

  DnsExchange exchange(int upstream) {
    return exchanges.get(upstream);
  }

  /**
   * Notes that another upstream had what this one hadn't: it is asked last for half a minute, twice
   * as long after each further failure, and for 16 minutes at most. Walks that failed together
   * count once.
   */
  synchronized void failed(int upstream) {
    long now = nanoTime.getAsLong() - origin;
    Past past = pasts.get(upstream);
    if (past.failures > 0 && past.isDemotedAt(now) && !past.onTrial) {
      return;
    }
    past.failures++;
    past.onTrial = false;
    past.pauseFrom(now);
  }

  /** Notes that this upstream's answers were good. */
  synchronized void answered(int upstream) {
    Past past = pasts.get(upstream);
    past.failures = 0;
    past.onTrial = false;
  }

  void close() {
    owned.forEach(DnsExchange::close);
  }
}
