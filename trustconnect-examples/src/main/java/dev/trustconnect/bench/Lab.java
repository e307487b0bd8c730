package dev.trustconnect.bench;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.LentExchange;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * A signed internet behind DNS over HTTPS, with a round-trip time. Every answer is made and signed
 * when it is first asked for, and kept, so that only the client is measured.
 */
final class Lab implements AutoCloseable {
  static final AddressRules RULES =
      AddressRules.PUBLIC_ONLY.allowing("192.0.2.0/24", "2001:db8::/32", "127.0.0.0/8");

  private final SignedWorld world;
  private final Answers answers;
  private final LoopbackDoh doh;
  private final @Nullable UnboundPeer unbound;
  private final Relay relay;

  /** This world, {@code rtt} away. */
  Lab(SignedWorld world, Duration rtt) throws IOException {
    this(world, rtt, false);
  }

  /**
   * This world, {@code rtt} away.
   *
   * @param throughUnbound whether a local Unbound answers in place of the test kit's server, with
   *     what it fetches from here
   */
  Lab(SignedWorld world, Duration rtt, boolean throughUnbound) throws IOException {
    this.world = world;
    this.answers = new Answers(world);
    TestCa ca = TestCa.create("Bench CA");
    TestCa.Identity identity = ca.server("127.0.0.1");
    this.doh = LoopbackDoh.start(this::answer, ca, identity);
    this.unbound = throughUnbound ? UnboundPeer.start(this, identity) : null;
    this.relay = new Relay(unbound == null ? doh.port() : unbound.dohPort(), rtt);
  }

  private Message answer(Message query) {
    Record asked = query.getQuestion();
    Message answer = answers.message(asked.getName(), asked.getType());
    answer.getHeader().setID(query.getHeader().getID());
    return answer;
  }

  SignedWorld world() {
    return world;
  }

  Answers answers() {
    return answers;
  }

  LoopbackDoh doh() {
    return doh;
  }

  /** Where to ask. */
  String url() {
    return "https://127.0.0.1:" + relay.port() + "/dns-query";
  }

  /** The upstream, through the relay that adds the round-trip time. */
  DohUpstream upstream() {
    return DohUpstream.builder(url()).roots(TrustRoots.of(doh.ca().certificate())).build();
  }

  /** A resolver with empty caches; closing it leaves {@code exchange} open. */
  TrustedResolver.Builder resolver(DnsExchange exchange) {
    return TrustedResolver.builder()
        .upstreams(new LentExchange(exchange))
        .anchors(world.anchors())
        .clock(world::now)
        .addressRules(RULES);
  }

  @Override
  public void close() {
    relay.close();
    doh.close();
    if (unbound != null) {
      unbound.close();
    }
  }
}
