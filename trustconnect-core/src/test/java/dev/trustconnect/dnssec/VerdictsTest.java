package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Which verdict is the weaker, which failure the more telling, and how a TTL counts down. */
class VerdictsTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.record("www A 192.0.2.1"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .build();

  private static ValidatedAnswer ask(String name, Harm harm) {
    return Ask.of(WORLD).harm(harm).resolve(name, Type.A).answer();
  }

  @Test
  void verdictsAreOrderedFromBogusToSecure() {
    List<Verdict> weakestFirst =
        List.of(
            ask("www.one.test", Harm.flipRdataByte("www.one.test", Type.A)).verdict(),
            ask("www.one.test", Harm.rcode("www.one.test", Type.A, 2)).verdict(),
            ask("www.plain.test", Harm.none()).verdict(),
            ask("www.one.test", Harm.none()).verdict());

    assertThat(weakestFirst)
        .extracting(Verdict::label)
        .containsExactly("BOGUS", "INDETERMINATE", "INSECURE", "SECURE");
    for (int a = 0; a < weakestFirst.size(); a++) {
      for (int b = 0; b < weakestFirst.size(); b++) {
        assertThat(weakestFirst.get(a).isWeakerThan(weakestFirst.get(b)))
            .as("%d and %d", a, b)
            .isEqualTo(a < b);
      }
    }
  }

  @Test
  void failureWithTheSmallerRankIsReported() {
    FailingLink link = FailingLink.at("one.test.", FailingLink.Part.ANSWER);
    Failure expired = new Failure(Reason.SIGNATURE_EXPIRED, "one", link);
    Failure missing = new Failure(Reason.KEY_MISSING, "two", link);
    Failure low = Reason.SIGNATURE_EXPIRED.rank() < Reason.KEY_MISSING.rank() ? expired : missing;

    assertThat(Failure.moreTelling(null, missing)).isSameAs(missing);
    assertThat(Failure.moreTelling(expired, missing)).isSameAs(low);
    assertThat(Failure.moreTelling(missing, expired)).isSameAs(low);
    Failure again = new Failure(Reason.KEY_MISSING, "three", link);
    assertThat(Failure.moreTelling(missing, again)).as("the first of two alike").isSameAs(missing);
  }

  /** RFC 2181 §8: a TTL is an unsigned number of 31 bits. */
  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 1", "2147483647, 2147483647", "2147483648, 0"})
  void ttlWithTheTopBitSetIsZero(long ttl, long sane) {
    assertThat(Ttls.sane(ttl)).isEqualTo(sane);
  }

  @Test
  void ttlCountsDownToZeroAndNeverUp() {
    ValidatedAnswer answer = ask("www.one.test", Harm.none());
    Instant end = answer.validUntil();

    assertThat(answer.at(WORLD.now())).isSameAs(answer);
    assertThat(answer.at(WORLD.now().minusSeconds(60))).as("set back").isSameAs(answer);
    assertThat(answer.at(end.minusSeconds(7)).ttlSeconds()).isEqualTo(7);
    assertThat(answer.at(end).ttlSeconds()).isZero();
    assertThat(answer.at(end.plusSeconds(7)).ttlSeconds()).isZero();
    assertThat(answer.at(end.minusSeconds(7)).sets()).isEqualTo(answer.sets());
  }

  /**
   * RFC 2308 §5: an unsigned absence is kept as long as the SOA of its zone says, or not at all.
   */
  @Test
  void unsignedAbsenceIsKeptForTheTtlOfItsSoa() {
    ValidatedAnswer absent = ask("nothing.plain.test", Harm.none());
    ValidatedAnswer ofAnotherZone =
        ask(
            "nothing.plain.test",
            Tamper.message(
                "nothing.plain.test",
                Type.A,
                message -> {
                  message.removeAllRecords(Section.AUTHORITY);
                  WORLD.answer("nothing.one.test", Type.A).getSection(Section.AUTHORITY).stream()
                      .filter(SOARecord.class::isInstance)
                      .forEach(soa -> message.addRecord(soa, Section.AUTHORITY));
                }));

    assertThat(absent.verdict().label()).isEqualTo("INSECURE");
    assertThat(absent.ttlSeconds()).isPositive();
    assertThat(ofAnotherZone.ttlSeconds()).isZero();
  }
}
