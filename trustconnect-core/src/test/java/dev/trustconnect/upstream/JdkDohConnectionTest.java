package dev.trustconnect.upstream;

import dev.trustconnect.testing.contract.DohConnectionContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The JDK transport keeps the contract. */
@Isolated // counts connections and waits out real deadlines: not beside another class
class JdkDohConnectionTest extends DohConnectionContract {
  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }
}
