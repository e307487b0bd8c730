package dev.trustconnect.upstream;

import java.time.Duration;
import java.util.List;
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
   * Cancelling it gives the request up. It may complete on a thread of this exchange: a dependent
   * that blocks or takes long uses an {@code …Async} form with an executor of its own.
   *
   * @param name absolute
   * @param type the record type's number, 1 to 65535
   * @param timeout for everything: waiting, connecting, the answer and its body; zero or less fails
   */
  CompletableFuture<DnsReply> ask(Name name, int type, Duration timeout);

  /** What to call this upstream in messages: no path, no query, no credentials. */
  String label();

  /**
   * The single upstreams behind this exchange, the one to ask first in front.
   *
   * <p>For whoever judges the answers: a validation that ends BOGUS is made again, from its first
   * question, on each of these whose {@link #label()} isn't among the {@link DnsReply#upstream()}
   * of the answers it was given; the name is BOGUS only if it is so at all of them. What is
   * returned belongs to this exchange and isn't closed by the caller.
   */
  default List<DnsExchange> upstreams() {
    return List.of(this);
  }

  /**
   * Says that answers of one upstream could not be validated where another's could: it strips
   * signatures, or lies. It is asked last for a while. An unknown label is ignored.
   */
  default void suspect(String label) {}

  /**
   * Ends every connection and thread this exchange owns; requests under way fail with {@code
   * UPSTREAM_CLOSED}.
   */
  @Override
  void close();
}
