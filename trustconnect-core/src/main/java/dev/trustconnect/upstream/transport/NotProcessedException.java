package dev.trustconnect.upstream.transport;

import java.io.IOException;

/**
 * The server reported that it didn't process the request: the stream was refused, or is above the
 * last stream of a GOAWAY.
 *
 * <p>RFC 9113 §8.7: "Requests that have not been processed have not failed; clients MAY
 * automatically retry them". A {@link DohTransport} fails with it so that the request is retried
 * within its deadline and doesn't count as a failure of the server.
 */
public final class NotProcessedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A request that wasn't processed; {@code cause} is the HTTP client's exception. */
  public NotProcessedException(Throwable cause) {
    super("not processed (RFC 9113 section 8.7): " + cause.getMessage(), cause);
  }
}
