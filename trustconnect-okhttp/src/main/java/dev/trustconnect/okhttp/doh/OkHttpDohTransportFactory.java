package dev.trustconnect.okhttp.doh;

import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/**
 * Creates DoH transports over OkHttp 5.x or 4.12: HTTP/2 without Nagle's delay. Found by {@link
 * java.util.ServiceLoader}, so having this library on the class path is enough.
 */
public final class OkHttpDohTransportFactory implements DohTransportFactory {

  /** A factory without settings. */
  public OkHttpDohTransportFactory() {}

  @Override
  public DohTransport open(DohServer server) {
    return new OkHttpDohTransport(server);
  }

  @Override
  public boolean isAvailable() {
    try {
      Class.forName("okhttp3.OkHttpClient", false, getClass().getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false; // this library is present without OkHttp, which users add themselves
    }
  }
}
