package dev.trustconnect.bench;

import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Counts questions when they are asked. A server counts them when they arrive, which for a
 * speculative question may be after the lookup has ended.
 */
final class CountedExchange implements DnsExchange {
  private final DnsExchange exchange;
  private final AtomicInteger questions = new AtomicInteger();

  CountedExchange(DnsExchange exchange) {
    this.exchange = exchange;
  }

  int questions() {
    return questions.get();
  }

  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    questions.incrementAndGet();
    return exchange.ask(name, type, timeout);
  }

  @Override
  public String label() {
    return exchange.label();
  }

  @Override
  public void close() {
    exchange.close();
  }
}
