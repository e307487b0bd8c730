package dev.trustconnect.upstream.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Sends questions to one recursive resolver. Thread-safe. Implement this interface to add another
 * transport.
 */
public interface DnsExchange extends AutoCloseable {

  /**
   * Sends the question {@code name type} with DO and CD set and returns immediately.
   *
   * <p>The future completes with the decoded message, its TTLs already less the HTTP {@code Age};
   * or exceptionally with an {@link ExchangeException}, at the latest after {@code timeout}. The
   * message is known to answer this question; nothing else in it is verified. Cancelling the future
   * cancels the request. It may complete on one of this exchange's own threads, so a dependent
   * stage that blocks or runs long must use an {@code …Async} form with its own executor.
   *
   * @param name an absolute name
   * @param type the record type's number, 1 to 65535
   * @param timeout the limit for the whole operation: queueing, connecting, the response and its
   *     body; zero or less fails with {@code UPSTREAM_TIMEOUT}
   */
  CompletableFuture<Message> ask(Name name, int type, Duration timeout);

  /**
   * How far ahead of this machine's clock the upstream's is, by its last response; negative if it
   * is behind. Exact to a second and the time a response takes. Empty if it isn't known. Nothing is
   * proven about it.
   */
  default Optional<Duration> clockSkew() {
    return Optional.empty();
  }

  /** The name of this upstream in messages; it contains no path, query or credentials. */
  String label();

  /**
   * Closes every connection and thread this exchange owns. Pending requests fail with {@code
   * UPSTREAM_CLOSED}.
   */
  @Override
  void close();
}
