package dev.trustconnect.cli.option;

import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Traces each question to one server. */
final class TracedExchange implements DnsExchange {
  private final DnsExchange exchange;
  private final Trace trace;

  TracedExchange(DnsExchange exchange, Trace trace) {
    this.exchange = exchange;
    this.trace = trace;
  }

  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    long begun = System.nanoTime();
    CompletableFuture<Message> asked = exchange.ask(name, type, timeout);
    var unused =
        asked.whenComplete(
            (reply, failed) ->
                trace.question(
                    name + " " + Type.string(type),
                    label(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                    failed == null ? answered(reply) : failure(failed)));
    return asked; // not the dependent stage: cancelling this one cancels the request
  }

  private static String answered(Message message) {
    int records = message.getSection(Section.ANSWER).size();
    return Rcode.string(message.getRcode()) + ", " + records + " in the answer section";
  }

  private static String failure(Throwable failed) {
    Throwable cause = cause(failed);
    if (cause instanceof CancellationException) {
      return "cancelled, no longer needed";
    }
    return cause instanceof ExchangeException known
        ? "[" + known.reason().code() + "] " + known.getMessage()
        : String.valueOf(cause);
  }

  private static Throwable cause(Throwable failed) {
    @Nullable Throwable cause = failed instanceof CompletionException ? failed.getCause() : null;
    return cause == null ? failed : cause;
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
  public void close() {
    exchange.close();
  }
}
