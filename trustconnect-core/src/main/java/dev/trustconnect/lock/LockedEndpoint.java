package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * The facts known about one endpoint.
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
  /**
   * @throws IllegalArgumentException if {@code because} is longer than 200 characters or has some
   *     that can't be shown
   */
  public LockedEndpoint {
    because = PlainText.require(because);
  }

  /** The same with another reason. */
  public LockedEndpoint because(String reason) {
    return new LockedEndpoint(endpoint, name, tls, http, reason);
  }

  /**
   * This with one field as {@code seen} has it: in addition if it is a set, otherwise instead. A
   * part that this doesn't have yet is taken over whole.
   */
  public LockedEndpoint with(Field field, LockedEndpoint seen) {
    return new LockedEndpoint(
        endpoint,
        name.with(field, seen.name),
        taken(tls, seen.tls, LockedTls.FIELDS.contains(field), (a, b) -> a.with(field, b)),
        taken(http, seen.http, LockedHttp.FIELDS.contains(field), (a, b) -> a.with(field, b)),
        because);
  }

  private static <T> Optional<T> taken(
      Optional<T> own, Optional<T> seen, boolean isMeant, BinaryOperator<T> with) {
    if (!isMeant || seen.isEmpty()) {
      return own;
    }
    return own.isEmpty() ? seen : Optional.of(with.apply(own.get(), seen.get()));
  }

  /** The facts of both. The first reason stays. */
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
