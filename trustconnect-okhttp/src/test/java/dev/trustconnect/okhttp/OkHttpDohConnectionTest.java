package dev.trustconnect.okhttp;

import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.testing.contract.DohConnectionContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The OkHttp transport keeps the contract, on 5.x and on 4.12. */
@Isolated // counts connections and waits out real deadlines: not beside another class
class OkHttpDohConnectionTest extends DohConnectionContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }
}
