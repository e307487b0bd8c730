package dev.trustconnect.upstream;

import dev.trustconnect.testing.HostileUpstreamContract;

/** Nothing a hostile server does gets through the JDK transport for truth. */
class JdkHostileUpstreamTest extends HostileUpstreamContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }
}
