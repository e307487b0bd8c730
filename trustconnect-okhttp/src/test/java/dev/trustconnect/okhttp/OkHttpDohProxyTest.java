package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.contract.DohProxyContract;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import dev.trustconnect.upstream.transport.ExchangeException;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** The OkHttp transport keeps the contract, on 5.x and on 4.12, and gives passwords to proxies. */
class OkHttpDohProxyTest extends DohProxyContract {
  @Override
  protected DohTransportFactory transport() {
    return new OkHttpDohTransportFactory();
  }

  private DnsExchange proxied(String userInfo) {
    return open(
        DohUpstream.builder(doh.url())
            .roots(TrustRoots.of(doh.ca().certificate()))
            .proxy(proxyAt(userInfo)));
  }

  @Test
  void passwordIsForTheProxyAlone() {
    proxy.require(AUTHORIZATION);

    assertAnswers(proxied("user:" + SECRET + "@"));

    assertThat(proxy.passwords()).isNotEmpty().containsOnly(AUTHORIZATION);
    assertThat(doh.requests())
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.headers()).doesNotContainKey("proxy-authorization"));
  }

  @Test
  void wrongPasswordEndsTheQuestionAndIsNotShown() {
    proxy.require("Basic another");

    ExchangeException failure =
        assertFails(
            proxied("user:" + SECRET + "@").ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_UNREACHABLE);

    assertThat(failure).hasMessageContaining("proxy");
    for (Throwable t = failure; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain(SECRET).doesNotContain(AUTHORIZATION.substring(6));
    }
    assertThat(proxy.passwords()).isNotEmpty().containsOnly(AUTHORIZATION);
    assertThat(doh.connections()).isZero();
  }

  /** The proxy gets the name, so that it can decide by it; no DNS question is sent for that. */
  @Test
  void serverIsNamedToTheProxy() {
    assertAnswers(open(elsewhere().proxy(proxyAt(""))));

    assertThat(proxy.asked()).isNotEmpty().containsOnly("CONNECT doh.test:443 HTTP/1.1");
  }
}
