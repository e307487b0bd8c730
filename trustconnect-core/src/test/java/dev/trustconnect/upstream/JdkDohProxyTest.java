package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustconnect.testing.contract.DohProxyContract;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import org.junit.jupiter.api.Test;

/** The JDK transport keeps the contract; its client sends no password. */
class JdkDohProxyTest extends DohProxyContract {
  @Override
  protected DohTransportFactory transport() {
    return DohUpstream.jdkTransport();
  }

  @Override
  protected String transportName() {
    return "jdk";
  }

  @Test
  void passwordThatCannotBeSentIsRefusedImmediately() {
    DohUpstream.Builder builder =
        DohUpstream.builder(doh.url()).proxy(proxyAt("user:" + SECRET + "@"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(builder))
        .withMessageContaining("trustconnect-okhttp")
        .withMessageContaining(proxy.address().getPort() + "")
        .satisfies(refused -> assertThat(refused.toString()).doesNotContain(SECRET));
    assertThat(proxy.asked()).isEmpty();
  }
}
