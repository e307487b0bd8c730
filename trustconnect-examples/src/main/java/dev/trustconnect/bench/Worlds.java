package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.SignedWorld;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The signed data that all contenders are measured on, signed for today. */
final class Worlds {
  private Worlds() {}

  private static SignedWorld.Builder builder() {
    return SignedWorld.builder().now(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** {@code www.zoneN.test} with both kinds of addresses, all P-256. */
  static SignedWorld siblings(int zones) {
    SignedWorld.Builder world = builder();
    for (int i = 0; i < zones; i++) {
      world.zone(
          "zone" + i + ".test",
          zone -> zone.records("www A 192.0.2.1", "www AAAA 2001:db8::1", "api A 192.0.2.2"));
    }
    return world.build();
  }

  /** Zones of one algorithm each below zones of the same: {@code www.alg8.t8} and so on. */
  static SignedWorld mixed(int... algorithms) {
    SignedWorld.Builder world = builder();
    for (int algorithm : algorithms) {
      String top = "t" + algorithm;
      world.zone(top, zone -> zone.algorithm(algorithm));
      world.zone(
          "alg" + algorithm + "." + top,
          zone -> zone.algorithm(algorithm).records("www A 192.0.2.1", "www AAAA 2001:db8::1"));
    }
    return world.build();
  }

  /** {@code hostH.zoneZ.test}: so many hosts in each of so many zones, each with an A. */
  static SignedWorld crowd(int zones, int hostsOfEach) {
    SignedWorld.Builder world = builder();
    for (int z = 0; z < zones; z++) {
      world.zone(
          "zone" + z + ".test",
          zone -> {
            zone.oneKey();
            for (int h = 0; h < hostsOfEach; h++) {
              zone.record("host" + h + " A 192.0.2." + (1 + h % 250));
            }
          });
    }
    return world.build();
  }

  /** {@code api.zone0.test}, which lives on loopback. */
  static SignedWorld startUp() {
    return builder().zone("zone0.test", zone -> zone.records("api A 127.0.0.1")).build();
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Question question(String name, int type) {
    return Question.of(name, type);
  }
}
