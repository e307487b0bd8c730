package dev.trustconnect.upstream.transport;

import java.util.ServiceLoader;

/** Creates the transport for a DoH server; found by {@link ServiceLoader}. */
public interface DohTransportFactory {

  /**
   * Creates a transport that owns its connections and threads. Nothing is connected yet.
   *
   * @throws IllegalArgumentException if this transport can't use the server's proxy settings
   */
  DohTransport open(DohServer server);

  /** Whether the libraries this factory needs are present; it is skipped if not. */
  default boolean isAvailable() {
    return true;
  }
}
