package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Worlds, questions and resolvers for the tests of this package. */
final class TestResolvers {
  static final AddressRules DOCUMENTATION =
      AddressRules.PUBLIC_ONLY.allowing(
          "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32");

  private TestResolvers() {}

  /**
   * {@code example.test} with hosts, {@code other.org} for aliases to lead to, {@code plain.test}
   * unsigned.
   */
  static SignedWorld world() {
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone -> {
              zone.records(
                  "www A 192.0.2.1",
                  "www A 192.0.2.2",
                  "www AAAA 2001:db8::1",
                  "www.host A 192.0.2.3",
                  "www.host AAAA 2001:db8::3",
                  "short 0 A 192.0.2.4",
                  "only4 A 192.0.2.5",
                  "inside A 10.1.2.3",
                  "mapped AAAA ::ffff:10.1.2.3",
                  "text TXT hello",
                  "away CNAME www.other.org.");
              for (int i = 1; i <= 50; i++) {
                zone.record("w" + i + " A 192.0.2." + i);
                zone.record("w" + i + ".host A 192.0.2." + i);
              }
            })
        .zone("other.org", zone -> zone.records("www A 198.51.100.1", "www AAAA 2001:db8::6"))
        .zone("plain.test", zone -> zone.unsigned().records("www A 192.0.2.8", "in A 127.0.0.1"))
        .build();
  }

  /** A resolver whose tasks run where they are brought, so that a test sees each effect at once. */
  static TrustedResolver.Builder resolver(HandTime time, WorldExchange... upstreams) {
    return TrustedResolver.builder()
        .upstreams(upstreams)
        .anchors(WORLD.anchors())
        .clock(time)
        .time(time, time)
        .addressRules(DOCUMENTATION)
        .executor(Runnable::run);
  }

  /** Built once: it is immutable, and making keys takes its time. */
  static final SignedWorld WORLD = world();

  static Question question(String name, int type) {
    try {
      return Dnsjava.question(Name.fromString(name, Name.root), type);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static Question a(String name) {
    return question(name, Type.A);
  }
}
