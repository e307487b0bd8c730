package dev.trustconnect.testing;

import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * An exchange that outlives the resolvers it is lent to: closing this leaves it open.
 *
 * @param exchange whose owner closes it
 */
public record LentExchange(DnsExchange exchange) implements DnsExchange {
  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    return exchange.ask(name, type, timeout);
  }

  @Override
  public Optional<Duration> clockSkew() {
    return exchange.clockSkew();
  }

  @Override
  public String label() {
    return exchange.label();
  }

  @Override
  public void close() {}
}
