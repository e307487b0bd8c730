package dev.trustconnect.upstream;

import dev.trustconnect.upstream.transport.DohTransportFactory;
import java.util.ServiceLoader;

/** Which transport DNS over HTTPS uses. */
final class DohTransports {
  private DohTransports() {}

  /**
   * The JDK's own HTTP client, which needs no dependency.
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
    ClassLoader ours = DohTransports.class.getClassLoader();
    for (DohTransportFactory factory : ServiceLoader.load(DohTransportFactory.class, ours)) {
      if (factory.isAvailable()) {
        return factory;
      }
    }
    return jdk();
  }
}
