package dev.trustconnect.okhttp;

import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.testing.contract.DohTlsContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** The OkHttp transport keeps the contract, on 5.x and on 4.12. */
class OkHttpDohTlsTest extends DohTlsContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }
}
