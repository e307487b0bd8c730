package dev.trustconnect.upstream;

import java.util.ServiceLoader;

/**
 * Makes the transport for one DoH server; found by {@link ServiceLoader} or given to {@link
 * DohUpstream.Builder#transport}.
 */
public interface DohTransportFactory {

  /** A transport that owns its connections and threads. Opens nothing yet. */
  DohTransport open(DohServer server);

  /** Whether what this factory is built on is there; one that isn't is passed over. */
  default boolean isAvailable() {
    return true;
  }

  /**
   * The JDK's own HTTP client: no dependency.
   *
   * <p>It connects to the address itself, so a server given by name sees its address as the {@code
   * :authority} of the request, with its name as SNI only. A server that tells its sites apart by
   * {@code :authority} (421 or 404) needs the OkHttp transport.
   */
  static DohTransportFactory jdk() {
    return JdkDohTransport::new;
  }

  /**
   * The first available factory that {@link ServiceLoader} finds beside this library, or {@link
   * #jdk}.
   */
  static DohTransportFactory preferred() {
    // Our own class loader, not the calling thread's: whoever sets that one shall not pick who
    // carries the questions.
    ClassLoader ours = DohTransportFactory.class.getClassLoader();
    return ServiceLoader.load(DohTransportFactory.class, ours).stream()
        .map(ServiceLoader.Provider::get)
        .filter(DohTransportFactory::isAvailable)
        .findFirst()
        .orElseGet(DohTransportFactory::jdk);
  }
}
