package dev.trustconnect.interop;

import dev.trustconnect.upstream.DohTransportFactory;

/** Over the JDK's HTTP client. */
class JdkBurstInteropTest extends BurstContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }
}
