package dev.trustconnect.upstream;

import dev.trustconnect.testing.contract.DohTlsContract;

/** The JDK transport keeps the contract. */
class JdkDohTlsTest extends DohTlsContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
