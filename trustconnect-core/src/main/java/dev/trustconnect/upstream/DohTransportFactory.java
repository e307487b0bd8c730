package dev.trustconnect.upstream;

import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransport;
import java.util.ServiceLoader;

/**
 * Creates the transport for a DoH server; found by {@link ServiceLoader} or passed to {@link
 * DohUpstream.Builder#transport}.
 */
public interface DohTransportFactory {

  /**
   * Creates a transport that owns its connections and threads. Nothing is connected yet.
   *
   * @throws IllegalArgumentException if this transport can't use the server's proxy settings
   */
  @SuppressWarnings("exports") // for trustconnect-okhttp
  DohTransport open(DohServer server);

  /** Whether the libraries this factory needs are present; {@link #preferred} skips it if not. */
  default boolean isAvailable() {
    return true;
  }

  /**
   * Uses the JDK's own HTTP client and needs no dependency.
   *
   * <p>The client is given the URL by address, so a server given by name sees its address as the
   * {@code :authority} of the request and its name only in SNI. A server that selects its sites by
   * {@code :authority} (it answers 421 or 404) needs the OkHttp transport.
   */
  static DohTransportFactory jdk() {
    return JdkDohTransport::new;
  }

  /**
   * The first available factory that {@link ServiceLoader} finds beside this library, or {@link
   * #jdk}.
   */
  static DohTransportFactory preferred() {
    // Our own class loader, not the calling thread's context loader: code that sets that one must
    // not choose the transport.
    ClassLoader ours = DohTransportFactory.class.getClassLoader();
    for (DohTransportFactory factory : ServiceLoader.load(DohTransportFactory.class, ours)) {
      if (factory.isAvailable()) {
        return factory;
      }
    }
    return jdk();
  }
}
