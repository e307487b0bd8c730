package dev.trustconnect.upstream;

import dev.trustconnect.testing.DohConnectionContract;

/** The JDK transport keeps the contract. */
class JdkDohConnectionTest extends DohConnectionContract {
  @Override
  protected DohTransportFactory transport() {
    return DohTransportFactory.jdk();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
