package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * What is known of one endpoint.
 *
 * @param name of its name
 * @param tls of its handshakes; empty if none was looked at
 * @param http of an HTTP request; empty if none was made
 * @param because why it is like this, for reviewers; empty if nothing was written
 */
public record LockedEndpoint(
    Endpoint endpoint,
    LockedName name,
    Optional<LockedTls> tls,
    Optional<LockedHttp> http,
    String because) {

  /** The same with another reason. */
  public LockedEndpoint because(String reason) {
    return new LockedEndpoint(endpoint, name, tls, http, reason);
  }

  /** Both: what either knows. The first reason stays. */
  LockedEndpoint and(LockedEndpoint other) {
    return new LockedEndpoint(
        endpoint,
        name.and(other.name),
        both(tls, other.tls, LockedTls::and),
        both(http, other.http, LockedHttp::and),
        because.isEmpty() ? other.because : because);
  }

  private static <T> Optional<T> both(Optional<T> one, Optional<T> other, BinaryOperator<T> and) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(and.apply(one.get(), other.get()))
        : one.or(() -> other);
  }
}
