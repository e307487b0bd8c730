package dev.trustconnect.upstream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Name;

/**
 * A way to ask one question of a recursive resolver. Thread-safe. Another transport is another
 * implementation.
 */
public interface DnsExchange extends AutoCloseable {

  /**
   * Asks {@code name type} with DO and CD set and returns at once.
   *
   * <p>The future completes with the decoded message (TTLs already less the HTTP {@code Age}) or
   * exceptionally with an {@link ExchangeException}, at the latest after {@code timeout}.
   * Cancelling it gives the request up.
   *
   * @param name absolute
   */
  CompletableFuture<DnsReply> ask(Name name, int type, Duration timeout);

  /** What to call this upstream in messages: no path, no query, no credentials. */
  String label();

  /**
   * Ends every connection and thread this exchange owns; requests under way fail with {@code
   * UPSTREAM_CLOSED}.
   */
  @Override
  void close();
}
