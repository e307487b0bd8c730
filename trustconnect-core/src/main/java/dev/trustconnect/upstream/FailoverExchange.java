package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * Asks several upstreams one after the other until one answers, those that failed lately last.
 *
 * <p>The next one is asked when one fails, runs out of its share of the time (what is left, divided
 * by those left to ask), or answers SERVFAIL, REFUSED, NOTIMP or FORMERR. If no one does better,
 * such an answer is the answer; if all failed, the most telling failure is the failure.
 *
 * <p>Thread-safe; has no threads of its own.
 */
public final class FailoverExchange implements DnsExchange {
  private static final Set<Integer> REFUSALS =
      Set.of(Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR);

  private final List<DnsExchange> exchanges;
  private final FailureMemory memory;

  /**
   * An exchange over these, the preferred one first. It owns them: closing it closes them.
   *
   * @param clock for how long to remember a failure
   * @throws IllegalArgumentException if there is none, or if two have the same label
   */
  public FailoverExchange(List<? extends DnsExchange> exchanges, InstantSource clock) {
    this.exchanges = List.copyOf(exchanges);
    this.memory = new FailureMemory(exchanges.size(), clock);
    Set<String> labels = new HashSet<>();
    for (DnsExchange exchange : exchanges) {
      if (!labels.add(exchange.label())) {
        throw new IllegalArgumentException(
            "two upstreams are called " + exchange.label() + ": give one another label");
      }
    }
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an upstream is needed");
    }
  }

  /**
   * The exchange over these servers: opened, in order of preference.
   *
   * @throws IllegalArgumentException if there is none, or if two have the same label
   */
  public static FailoverExchange open(List<DohUpstream> servers, InstantSource clock) {
    List<DnsExchange> opened = new ArrayList<>();
    try {
      servers.forEach(server -> opened.add(server.open(clock)));
      return new FailoverExchange(opened, clock);
    } catch (RuntimeException e) {
      opened.forEach(DnsExchange::close);
      throw e;
    }
  }

  @Override
  public CompletableFuture<DnsReply> ask(Name name, int type, Duration timeout) {
    Asking asking = new Asking(name, type, timeout, memory.order());
    asking.next();
    return asking.result;
  }

  @Override
  public String label() {
    return exchanges.stream().map(DnsExchange::label).collect(Collectors.joining(", "));
  }

  @Override
  public List<DnsExchange> upstreams() {
    return memory.look().stream().map(exchanges::get).toList();
  }

  @Override
  public void suspect(String label) {
    for (int i = 0; i < exchanges.size(); i++) {
      if (exchanges.get(i).label().equals(label)) {
        memory.failed(i, memory.era(i), null);
      }
    }
  }

  @Override
  public void close() {
    exchanges.forEach(DnsExchange::close);
  }

  /** One question on its way along the upstreams; one attempt at a time. */
  private final class Asking {
    private final CompletableFuture<DnsReply> result = new CompletableFuture<>();
    private final Name name;
    private final int type;
    private final long deadlineNanos;
    private final List<Integer> order;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<ExchangeException> failures = new ArrayList<>();
    private int position;
    private volatile @Nullable CompletableFuture<DnsReply> attempt;

    private record Refusal(int index, long era, DnsReply reply) {}

    private Asking(Name name, int type, Duration timeout, List<Integer> order) {
      this.name = name;
      this.type = type;
      this.deadlineNanos = System.nanoTime() + Deadlines.nanos(timeout);
      this.order = order;
      Afterwards.run(result, (reply, failure) -> end());
    }

    private void next() {
      if (position == order.size()) {
        conclude();
        return;
      }
      int index = order.get(position);
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0 && position > 0) {
        conclude();
        return;
      }
      Duration share = Duration.ofNanos(Math.max(0, left) / (order.size() - position));
      position++;
      long era = memory.era(index);
      CompletableFuture<DnsReply> asked = exchanges.get(index).ask(name, type, share);
      attempt = asked;
      Afterwards.run(asked, (reply, failure) -> told(index, era, reply, failure));
      if (result.isDone()) {
        asked.cancel(true);
      }
    }

    private void told(int index, long era, @Nullable DnsReply reply, @Nullable Throwable thrown) {
      if (result.isDone()) {
        return;
      }
      if (reply == null) {
        failed(index, era, thrown);
      } else if (REFUSALS.contains(reply.message().getRcode())) {
        refusals.add(new Refusal(index, era, reply));
      } else {
        memory.answered(index);
        // Held against an upstream only where another one knew: else a broken zone, which anyone
        // can set up, would make us distrust them all.
        refusals.forEach(refusal -> memory.refused(refusal.index, refusal.era));
        result.complete(reply);
        return;
      }
      next();
    }

    private void failed(int index, long era, @Nullable Throwable thrown) {
      Throwable cause = thrown == null ? new IllegalStateException("no reply") : thrown;
      ExchangeException failure = Failures.of(exchanges.get(index).label(), cause);
      failures.add(failure);
      if (failure.reason() != Reason.UPSTREAM_CLOSED) {
        memory.failed(index, era, failure.retryAfter().orElse(null));
      }
    }

    private void conclude() {
      if (!refusals.isEmpty()) {
        result.complete(refusals.get(0).reply);
        return;
      }
      ExchangeException telling = failures.get(0);
      for (ExchangeException failure : failures) {
        telling = failure.reason().isMoreTellingThan(telling.reason()) ? failure : telling;
      }
      result.completeExceptionally(failures.size() == 1 ? telling : together(telling));
    }

    private ExchangeException together(ExchangeException telling) {
      String all =
          failures.stream().map(ExchangeException::getMessage).collect(Collectors.joining("; "));
      ExchangeException together =
          new ExchangeException(telling.reason(), all, telling, telling.retryAfter().orElse(null));
      failures.stream().filter(failure -> failure != telling).forEach(together::addSuppressed);
      return together;
    }

    private void end() {
      CompletableFuture<DnsReply> open = attempt;
      if (open != null) {
        open.cancel(true);
      }
    }
  }
}
