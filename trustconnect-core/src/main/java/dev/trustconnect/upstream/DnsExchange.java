package dev.trustconnect.upstream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * A way to ask one question of a recursive resolver. Thread-safe. Another transport is another
 * implementation.
 */
public interface DnsExchange extends AutoCloseable {

  /**
   * Asks {@code name type} with DO and CD set and returns at once.
   *
   * <p>The future completes with the decoded message, its TTLs already less the HTTP {@code Age};
   * or exceptionally with an {@link ExchangeException}, at the latest after {@code timeout}.
   * Nothing in the message is checked yet but that it answers this question. Cancelling it gives
   * the request up. It may complete on a thread of this exchange: a dependent that blocks or takes
   * long uses an {@code …Async} form with an executor of its own.
   *
   * @param name absolute
   * @param type the record type's number, 1 to 65535
   * @param timeout for everything: waiting, connecting, the answer and its body; zero or less fails
   */
  CompletableFuture<Message> ask(Name name, int type, Duration timeout);

  /** What to call this upstream in messages: no path, no query, no credentials. */
  String label();

  /**
   * Ends every connection and thread this exchange owns; requests under way fail with {@code
   * UPSTREAM_CLOSED}.
   */
  @Override
  void close();
}
