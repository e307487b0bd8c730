package dev.trustconnect.okhttp;

import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.testing.contract.DohFramingContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** The OkHttp transport keeps the contract, on 5.x and on 4.12. */
class OkHttpDohFramingTest extends DohFramingContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }
}
