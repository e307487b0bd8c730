package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A caller may cache the records it gets: none outlives its answer (RFC 4035 §5.3.3). */
class ShownTtlsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .now(NOW)
          .zone(
              "host.test",
              zone ->
                  zone.records(
                      "www 3600 A 192.0.2.1",
                      "long 3600 CNAME Short.host.test.",
                      "short 30 A 192.0.2.2",
                      "odd 3600 CNAME WWW.host.test."))
          .zone(
              "ends.test",
              zone ->
                  zone.validity(NOW.minusSeconds(3_600), NOW.plusSeconds(60))
                      .record("www 3600 A 192.0.2.3"))
          .build();

  private static ValidatedAnswer answer(String name) {
    return Ask.of(WORLD).resolve(name, Type.A).answer();
  }

  private static List<Record> all(List<RRset> sets) {
    List<Record> records = new ArrayList<>();
    sets.forEach(
        set -> {
          records.addAll(set.rrs(false));
          records.addAll(set.sigs());
        });
    return records;
  }

  private static void assertNoneOutlives(ValidatedAnswer answer, long seconds) {
    assertThat(answer.ttlSeconds()).isEqualTo(seconds);
    List<Record> hops = new ArrayList<>();
    answer.hops().forEach(hop -> hops.addAll(all(hop.sets())));
    List<Record> last = all(answer.last().sets());
    for (List<Record> shown : List.of(all(answer.sets()), hops, last)) {
      assertThat(shown).isNotEmpty().allSatisfy(r -> assertThat(r.getTTL()).isEqualTo(seconds));
    }
  }

  @Test
  void ttlEndsWithTheSignature() {
    ValidatedAnswer answer = answer("www.ends.test");

    assertThat(answer.ttlSeconds()).isLessThan(3_600).isPositive();
    assertNoneOutlives(answer, answer.ttlSeconds());
  }

  @Test
  void ttlOfAnAliasEndsWithItsTarget() {
    assertNoneOutlives(answer("long.host.test"), 30);
  }

  /** TTLs aren't signed: anyone on the way can make them longer. */
  @Test
  void ttlEndsWithTheOriginalTtl() {
    Harm inflated = Harm.ttl("www.host.test", Type.A, 86_400);

    assertNoneOutlives(
        Ask.of(WORLD).harm(inflated).resolve("www.host.test", Type.A).answer(), 3_600);
  }

  @Test
  void ttlIsCountedDownWithTheAnswers() {
    ValidatedAnswer answer = answer("www.host.test");

    assertNoneOutlives(answer, 3_600);
    assertNoneOutlives(answer.at(NOW.plusSeconds(3_599)), 1);
    assertNoneOutlives(answer.at(NOW.plusSeconds(3_600)), 0);
  }

  @Test
  void restOfTheRecordStaysAsItWasSigned() {
    ValidatedAnswer answer = answer("long.host.test");

    assertThat(answer.records().get(0).rdata()).isEqualTo("Short.host.test.");
    assertThat(answer.sets().get(0).sigs()).hasSize(1);
    assertThat(answer.sets().get(0).sigs().get(0).getOrigTTL()).isEqualTo(3_600);
  }
}
