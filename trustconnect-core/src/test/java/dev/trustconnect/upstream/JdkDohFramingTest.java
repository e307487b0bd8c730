package dev.trustconnect.upstream;

import dev.trustconnect.testing.contract.DohFramingContract;

/** The JDK transport keeps the contract. */
class JdkDohFramingTest extends DohFramingContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
