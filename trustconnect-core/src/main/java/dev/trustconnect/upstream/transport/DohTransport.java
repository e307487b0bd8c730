package dev.trustconnect.upstream.transport;

import java.util.concurrent.CompletableFuture;

/**
 * Posts bytes to one DoH server. Thread-safe. The caller does the framing, deadlines and checks.
 *
 * <p>A transport sends {@code POST} to {@link DohServer#url()} with {@code content-type} and {@code
 * accept} of {@link DohResponse#MEDIA_TYPE} and the fixed {@link DohResponse#USER_AGENT}; it
 * follows no redirects, keeps no cookies, answers no authentication challenges, never uses the
 * system's resolver for the server, and uses only {@link DohServer#tls()}.
 */
public interface DohTransport extends AutoCloseable {

  /**
   * Sends one query and returns immediately.
   *
   * <p>The future completes with the response, or exceptionally with the cause of the failure.
   * Cancelling it also cancels the request on the wire. The body is read only if {@link
   * DohResponse#wantsBody} says so, and never more than {@link DohResponse#MAX_BODY_BYTES} of it. A
   * larger body fails with an {@code ExchangeException} of reason {@code UPSTREAM_TOO_LARGE}, one
   * whose length isn't as {@link DohResponse#whyNotWhole announced} with {@code UPSTREAM_GARBAGE},
   * and a request that the server didn't process with a {@link NotProcessedException}.
   *
   * @param query the DNS message; not modified and not retained
   * @param sending run at most once, when this request is sent on a connection that other requests
   *     can share from then on
   */
  CompletableFuture<DohResponse> post(byte[] query, Runnable sending);

  /** Makes later requests use a new connection; requests in flight keep the old one. */
  void renew();

  /** Ends all pending requests, connections and threads. */
  @Override
  void close();
}
