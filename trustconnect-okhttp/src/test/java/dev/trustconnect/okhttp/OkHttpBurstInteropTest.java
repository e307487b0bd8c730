package dev.trustconnect.okhttp;

import dev.trustconnect.interop.BurstContract;
import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** Over OkHttp, on 5.x and on 4.12. */
class OkHttpBurstInteropTest extends BurstContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }
}
