package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** What a company's proxy can do to DoH: open a tunnel or refuse, and nothing else. */
public abstract class DohProxyContract extends DohContract {
  protected static final String SECRET = "s3cr3t";

  /** {@code user:s3cr3t} in Basic (RFC 7617). */
  protected static final String AUTHORIZATION = "Basic dXNlcjpzM2NyM3Q=";

  /** A proxy that leads every tunnel to {@link #doh}. */
  protected ConnectProxy proxy;

  @BeforeEach
  void startProxy() {
    proxy = to(doh);
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private static ConnectProxy to(LoopbackDoh server) {
    return new ConnectProxy(new InetSocketAddress("127.0.0.1", server.port()));
  }

  /** The URL of {@link #proxy}, with this before it. */
  protected final String proxyAt(String userInfo) {
    return "http://" + userInfo + "127.0.0.1:" + proxy.address().getPort();
  }

  /** The server at an address where nothing listens, so that the tunnel alone leads to it. */
  protected final DohUpstream.Builder elsewhere() {
    return DohUpstream.builder("https://doh.test/dns-query")
        .bootstrap("127.0.1.99")
        .roots(TrustRoots.of(doh.ca().certificate()));
  }

  @Test
  void tunnelLeadsToTheServer() {
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .proxy(proxyAt("")));

    assertAnswers(proxied);

    assertThat(proxy.asked())
        .isNotEmpty()
        .containsOnly("CONNECT 127.0.0.1:" + doh.port() + " HTTP/1.1");
    assertThat(proxy.passwords()).isEmpty();
    assertThat(doh.questions()).hasSize(1);
  }

  /** By the system's resolver, which is asked for the proxy's name and no other. */
  @Test
  void proxyMayBeGivenByName() {
    String byName = "http://localhost:" + proxy.address().getPort();

    assertAnswers(
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .proxy(byName)));

    assertThat(proxy.asked()).isNotEmpty();
  }

  @Test
  void withProxyIsTheSameServerBehindTheProxy() {
    DohUpstream direct =
        DohUpstream.builder(doh.url())
            .roots(TrustRoots.of(doh.ca().certificate()))
            .transport(transport())
            .build();
    try (DnsExchange proxied = direct.withProxy(proxyAt("")).open()) {
      assertAnswers(proxied);
    }
    assertThat(proxy.asked()).isNotEmpty();
    assertThat(direct.withProxy(proxyAt(""))).isNotEqualTo(direct);
  }

  @Test
  void tunnelToAnImpostorEndsInTheHandshake() {
    LoopbackDoh impostor = started(LoopbackDoh.start(DohContract::answer));
    try (ConnectProxy lying = to(impostor)) {
      DnsExchange proxied =
          open(
              DohUpstream.builder(doh.url())
                  .roots(TrustRoots.of(doh.ca().certificate()))
                  .proxy("http://127.0.0.1:" + lying.address().getPort()));

      assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
      assertThat(impostor.questions()).isEmpty();
    }
  }

  @Test
  void pinsHoldThroughTheTunnel() {
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .pins(TestInternet.SPARE_PIN)
                .proxy(proxyAt("")));

    assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_PIN);
    assertThat(doh.questions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"})
  void proxyThatRefusesIsNotGoneRound(String status) {
    proxy.refuse(status);
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .proxy(proxyAt("")));

    ExchangeException failure =
        assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_UNREACHABLE);

    assertThat(failure)
        .hasMessageContaining("through the proxy 127.0.0.1")
        .message()
        .containsPattern(status.substring(0, 3) + "|Failed to authenticate with proxy");
    assertThat(doh.connections()).isZero();
  }

  @Test
  void deadProxyIsNotGoneRound() {
    String url = proxyAt("");
    proxy.close();
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url()).roots(TrustRoots.of(doh.ca().certificate())).proxy(url));

    assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_UNREACHABLE);
    assertThat(doh.connections()).isZero();
  }

  @Test
  void proxyWithoutAnAddressIsUnreachable() {
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .proxy("http://no-such-proxy.invalid:3128"));

    assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_UNREACHABLE);
    assertThat(doh.connections()).isZero();
  }
}
