package dev.trustconnect.upstream;

import dev.trustconnect.testing.contract.DohTlsContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** The JDK transport keeps the contract. */
class JdkDohTlsTest extends DohTlsContract {
  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
