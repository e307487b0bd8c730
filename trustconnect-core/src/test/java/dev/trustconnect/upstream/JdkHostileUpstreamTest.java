package dev.trustconnect.upstream;

import dev.trustconnect.testing.Hostility;
import dev.trustconnect.testing.contract.HostileUpstreamContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** Nothing a hostile server does gets through the JDK transport for truth. */
class JdkHostileUpstreamTest extends HostileUpstreamContract {
  /** The JDK's HTTP client may drop what it sends while its connection goes away. */
  @Override
  protected boolean losesQuestionsTo(Hostility hostility) {
    return hostility.goesAway();
  }

  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }
}
