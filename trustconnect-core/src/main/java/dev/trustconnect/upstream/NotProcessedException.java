package dev.trustconnect.upstream;

import java.io.IOException;

/**
 * The server did not process the request and says so: a stream that was refused, or one above the
 * last stream of a GOAWAY.
 *
 * <p>RFC 9113 §8.7: "Requests that have not been processed have not failed; clients MAY
 * automatically retry them". A {@link DohTransport} fails with it so that the request is sent again
 * within its deadline and isn't counted against the server.
 */
public final class NotProcessedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A request that wasn't processed; {@code cause} is what the HTTP client reported. */
  public NotProcessedException(Throwable cause) {
    super("not processed (RFC 9113 section 8.7): " + cause.getMessage(), cause);
  }
}
