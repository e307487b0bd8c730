package dev.trustconnect.upstream;

import dev.trustconnect.testing.contract.DohFramingContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** The JDK transport keeps the contract. */
class JdkDohFramingTest extends DohFramingContract {
  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
