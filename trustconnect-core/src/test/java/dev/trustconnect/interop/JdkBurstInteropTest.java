package dev.trustconnect.interop;

import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** Over the JDK's HTTP client. */
class JdkBurstInteropTest extends BurstContract {
  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }
}
