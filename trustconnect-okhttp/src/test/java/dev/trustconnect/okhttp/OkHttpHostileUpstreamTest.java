package dev.trustconnect.okhttp;

import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.testing.contract.HostileUpstreamContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;

/** Nothing a hostile server does gets through the OkHttp transport for truth. */
class OkHttpHostileUpstreamTest extends HostileUpstreamContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }
}
