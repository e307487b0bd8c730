package dev.trustconnect.resolve;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.DnsExchange;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The upstreams in the order given, and a memory of which of them failed lately. Thread-safe. */
final class Upstreams {
  private static final long DEMOTED_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Set<Reason> TRANSPORT = transport();

  private final List<DnsExchange> owned;
  private final List<DnsExchange> exchanges;
  private final LongSupplier nanoTime;
  private final long origin;
  private final AtomicLongArray demotedUntil; // nanoseconds since origin

  /** These, and where one stands for several, each of those: every one is judged by itself. */
  Upstreams(List<DnsExchange> owned, LongSupplier nanoTime) {
    this.owned = List.copyOf(owned);
    this.exchanges = owned.stream().flatMap(exchange -> exchange.upstreams().stream()).toList();
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.demotedUntil = new AtomicLongArray(exchanges.size());
  }

  private static Set<Reason> transport() {
    Set<Reason> reasons = EnumSet.range(Reason.ANSWER_NOT_OURS, Reason.UPSTREAM_CLOSED);
    reasons.add(Reason.DEADLINE_EXCEEDED);
    return reasons;
  }

  /**
   * Whether a verdict with this reason says something about the upstream, and nothing about the
   * name.
   */
  static boolean isTransport(Reason reason) {
    return TRANSPORT.contains(reason);
  }

  /**
   * The upstreams' numbers, in the order in which to ask them now: as given, those that failed
   * lately last.
   */
  List<Integer> order() {
    long now = nanoTime.getAsLong() - origin;
    return IntStream.range(0, exchanges.size())
        .boxed()
        .sorted(Comparator.comparing(upstream -> demotedUntil.get(upstream) > now))
        .toList();
  }

  DnsExchange exchange(int upstream) {
    return exchanges.get(upstream);
  }

  /** Notes that another upstream had what this one hadn't: it is asked last for half a minute. */
  void failed(int upstream) {
    demotedUntil.set(upstream, nanoTime.getAsLong() - origin + DEMOTED_NANOS);
  }

  /** Notes that this upstream's answers were good. */
  void answered(int upstream) {
    demotedUntil.set(upstream, 0);
  }

  void close() {
    owned.forEach(DnsExchange::close);
  }
}
