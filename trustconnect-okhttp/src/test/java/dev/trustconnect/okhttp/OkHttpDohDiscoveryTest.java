package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class OkHttpDohDiscoveryTest {

  @Test
  void presentTransportIsUsed() {
    assertThat(DohUpstream.preferredTransport()).isInstanceOf(OkHttpDohTransportFactory.class);
  }

  @Test
  void serverByNameSeesItsNameAsAuthority() {
    try (LoopbackDoh doh = LoopbackDoh.start(OkHttpDohDiscoveryTest::echo);
        DnsExchange found = byName(doh).build().open();
        DnsExchange told = byName(doh).transport(DohUpstream.jdkTransport()).build().open()) {
      Name root = Name.root;
      found.ask(root, Type.NS, Duration.ofSeconds(20)).join();
      told.ask(root, Type.NS, Duration.ofSeconds(20)).join();

      assertThat(doh.requests())
          .extracting(LoopbackDoh.Seen::authority)
          .containsExactly("doh.test:" + doh.port(), "127.0.0.1:" + doh.port());
    }
  }

  private static DohUpstream.Builder byName(LoopbackDoh doh) {
    return DohUpstream.builder(doh.url("doh.test"))
        .bootstrap("127.0.0.1")
        .roots(TrustRoots.of(doh.ca().certificate()));
  }

  private static Message echo(Message query) {
    Message response = query.clone();
    response.getHeader().setFlag(Flags.QR);
    return response;
  }
}
