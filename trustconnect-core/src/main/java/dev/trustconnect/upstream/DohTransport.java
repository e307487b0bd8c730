package dev.trustconnect.upstream;

import java.util.concurrent.CompletableFuture;

/**
 * Posts bytes to one DoH server. Thread-safe. Framing, deadlines and checks are not its business.
 *
 * <p>A transport sends {@code POST} to {@link DohServer#url()} with {@code content-type} and {@code
 * accept} of {@link DohResponse#MEDIA_TYPE} and the fixed {@link DohResponse#USER_AGENT}; follows
 * no redirect, keeps no cookie, answers no authentication challenge, asks no system DNS, and uses
 * only {@link DohServer#tls()}.
 */
public interface DohTransport extends AutoCloseable {

  /**
   * Sends one query and returns at once.
   *
   * <p>The future completes with the response or exceptionally with the cause; cancelling it gives
   * the request up, on the wire too. The body is read only where {@link DohResponse#wantsBody}, and
   * never more than {@link DohResponse#MAX_BODY_BYTES} of it: beyond, {@code UPSTREAM_TOO_LARGE}. A
   * body of another length than {@link DohResponse#whyNotWhole announced} is {@code
   * UPSTREAM_GARBAGE}; a request that the server didn't process is a {@link NotProcessedException}.
   *
   * @param query the DNS message; not changed, not kept
   * @param sending run at most once, when this request goes out on a connection that others can
   *     share from now on
   */
  CompletableFuture<DohResponse> post(byte[] query, Runnable sending);

  /** Makes the requests from now on use a new connection; those under way keep the old one. */
  void renew();

  /** Ends the requests under way, the connections and the threads. */
  @Override
  void close();
}
