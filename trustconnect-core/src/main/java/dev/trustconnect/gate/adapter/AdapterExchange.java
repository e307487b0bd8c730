package dev.trustconnect.gate.adapter;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

/**
 * One call before the request gate, as the adapter sees it: secrets that the client adds by itself.
 * Thread-safe.
 *
 * @param <R> describes a request
 * @param <X> the exception that refuses it
 */
public interface AdapterExchange<R, X extends Exception> {

  /**
   * Checks secrets that the client itself chose for the request's host, as a cookie jar does. They
   * needn't be declared, but are refused if they belong to another host or port of this call.
   * Nothing else in the request is checked.
   *
   * @param request describes the request, as for {@code Exchange.check}
   * @return the names of headers to remove, as from {@code Exchange.check}
   * @throws X if a secret belongs to another host or port
   */
  Set<String> checkChosen(Function<Set<String>, R> request) throws X;

  /**
   * Checks secrets that were added to a request after its last check, for adapters that see them
   * only once they have been sent. From then on the call can't go to another host or port, since
   * what is added there can't be checked in time either.
   *
   * @param added describes the request, with only the added headers in its credentials
   * @throws X if a secret belongs to another host or port
   */
  void checkAddedLate(Function<Set<String>, R> added) throws X;

  /**
   * Those of the values of headers that contain a secret which this call first sent to another host
   * or port, whatever the headers are called. Short values aren't searched for: many headers share
   * them. Costs almost nothing while the call has secrets of one place and goes there.
   *
   * @param host the host of the request that has the headers, as written in the URL
   * @param port the port of that request
   */
  Set<String> belongingElsewhere(Collection<String> values, String host, int port);
}
