package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * An answer is kept for min(TTL, original TTL, time to signature expiry) and no longer (RFC 4035
 * §5.3.3).
 */
class LifetimeTest {
  private static final String WWW = "www.host.test";
  private static final String NOTHING = "nothing.host.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "host.test",
              zone ->
                  zone.soaMinimum(300)
                      .records(
                          "www A 192.0.2.1", "alias 7200 CNAME www", "far CNAME www.plain.test."))
          .zone("plain.test", zone -> zone.unsigned().record("www 40 A 192.0.2.2"))
          .build();

  @Test
  void ttlBoundsTheLifetime() {
    ValidatedAnswer answer = ask(Harm.ttl(WWW, Type.A, 60), WWW);

    assertThat(answer.ttlSeconds()).isEqualTo(60);
    assertThat(answer.validUntil()).isEqualTo(WORLD.now().plusSeconds(60));
  }

  @Test
  void originalTtlBoundsTheLifetime() {
    assertThat(ask(Harm.none(), WWW).ttlSeconds()).isEqualTo(3600);
    assertThat(ask(Harm.ttl(WWW, Type.A, 1_000_000), WWW).ttlSeconds()).isEqualTo(3600);
    assertThat(
            ask(Harm.resignWith(WWW, Type.A, fields -> fields.withOriginalTtl(90)), WWW)
                .ttlSeconds())
        .isEqualTo(90);
  }

  /** RFC 2181 §8: the top bit of a TTL makes it zero. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2147483647, 2147483647", "2147483648, 0", "-1, 0"})
  void ttlWithItsTopBitSetIsZero(long ttlSeconds, long counted) {
    assertThat(Ttls.sane(ttlSeconds)).isEqualTo(counted);
  }

  @Test
  void endOfTheSignatureBoundsTheLifetime() {
    ValidatedAnswer answer = ask(endingIn(WWW, Type.A, Duration.ofSeconds(30)), WWW);

    assertThat(answer.ttlSeconds()).isEqualTo(30);
    assertThat(answer.validUntil()).isEqualTo(WORLD.now().plusSeconds(30));
  }

  @Test
  void endOfEachSignatureOnTheChainBoundsTheLifetime() {
    assertThat(ask(endingIn("host.test", Type.DNSKEY, Duration.ofSeconds(20)), WWW).ttlSeconds())
        .isEqualTo(20);
    assertThat(ask(endingIn("host.test", Type.DS, Duration.ofSeconds(19)), WWW).ttlSeconds())
        .isEqualTo(19);
    assertThat(ask(endingIn(".", Type.DNSKEY, Duration.ofSeconds(18)), WWW).ttlSeconds())
        .isEqualTo(18);
  }

  @Test
  void answerWhoseSignatureEndedWithinTheSkewIsNotKept() {
    ValidatedAnswer answer = ask(endingIn(WWW, Type.A, Duration.ofMinutes(-2)), WWW);

    assertThat(answer.verdict().label()).isEqualTo("SECURE");
    assertThat(answer.ttlSeconds()).isZero();
  }

  // RFC 2181 §8: "treat TTL values received with the most significant bit set as if the entire
  // value received was zero".
  @Test
  void ttlWithTheTopBitSetIsZero() {
    ValidatedAnswer answer = ask(Harm.ttl(WWW, Type.A, 0x0123_4567).and(withTopBitSet()), WWW);

    assertThat(answer.verdict().label()).isEqualTo("SECURE");
    assertThat(answer.ttlSeconds()).isZero();
  }

  // RFC 2308 §5, RFC 9077 §3: the lesser of the SOA's TTL and its MINIMUM.
  @Test
  void absenceIsKeptForTheMinimumOfTheSoa() {
    assertThat(ask(Harm.none(), NOTHING).ttlSeconds()).isEqualTo(300);
    assertThat(ask(Harm.ttl("host.test", Type.SOA, 12), NOTHING).ttlSeconds()).isEqualTo(12);
    assertThat(
            ask(
                    Harm.resign(
                        "host.test",
                        Type.SOA,
                        old ->
                            Harm.records(
                                "host.test",
                                Type.SOA,
                                300,
                                "ns1.host.test. hostmaster.host.test. 1 7200 3600 1209600 45")),
                    NOTHING)
                .ttlSeconds())
        .isEqualTo(45);
  }

  @Test
  void absenceIsKeptNoLongerThanItsProofs() {
    assertThat(ask(Harm.ttl("host.test", Type.NSEC, 7), NOTHING).ttlSeconds()).isEqualTo(7);
    assertThat(ask(endingIn("host.test", Type.NSEC, Duration.ofSeconds(6)), NOTHING).ttlSeconds())
        .isEqualTo(6);
  }

  @Test
  void absenceWithoutAUsableSoaIsBoundByItsProofs() {
    Harm none = Harm.dropRrset("host.test", Type.SOA);
    Harm broken =
        Harm.ttl("host.test", Type.SOA, 5).and(Harm.flipSignatureByte("host.test", Type.SOA));

    assertThat(ask(none, NOTHING).ttlSeconds()).isEqualTo(300);
    assertThat(ask(broken, NOTHING).ttlSeconds()).isEqualTo(300);
  }

  @Test
  void aliasEndsWithTheFirstOfItsHops() {
    assertThat(ask(Harm.ttl(WWW, Type.A, 50), "alias.host.test").ttlSeconds()).isEqualTo(50);
    assertThat(ask(Harm.ttl("alias.host.test", Type.CNAME, 49), "alias.host.test").ttlSeconds())
        .isEqualTo(49);
    assertThat(ask(Harm.none(), "far.host.test").ttlSeconds()).isEqualTo(40);
  }

  @Test
  void insecureAnswerEndsWithItsTtlAndWithTheProofThatItIsUnsigned() {
    assertThat(ask(Harm.none(), "www.plain.test").ttlSeconds()).isEqualTo(40);
    assertThat(
            ask(endingIn("plain.test", Type.NSEC, Duration.ofSeconds(9)), "www.plain.test")
                .ttlSeconds())
        .isEqualTo(9);
  }

  @Test
  void refusalIsNotKept() {
    ValidatedAnswer bogus = ask(Harm.flipRdataByte(WWW, Type.A), WWW);
    ValidatedAnswer stripped = ask(DenialHarm.strippedDenial(), NOTHING);

    assertThat(bogus.verdict().label()).isEqualTo("BOGUS");
    assertThat(bogus.ttlSeconds()).isZero();
    assertThat(bogus.validUntil()).isEqualTo(WORLD.now());
    assertThat(stripped.ttlSeconds()).isZero();
  }

  // RFC 4034 §3.1.5: times are serial numbers (RFC 1982); 32 bits end in February 2106.
  @Test
  void signatureAcrossTheEndOf32BitsIsValid() {
    Instant wrap = Instant.ofEpochSecond(1L << 32);
    SignedWorld world =
        SignedWorld.builder()
            .now(wrap)
            .zone("host.test", zone -> zone.record("www A 192.0.2.1"))
            .build();

    for (int hours : new int[] {-24, 0, 24}) {
      Ask.Outcome outcome =
          Ask.of(world).at(wrap.plus(Duration.ofHours(hours))).resolve(WWW, Type.A);
      assertThat(outcome.said()).as(outcome.toString()).isEqualTo("SECURE dnssec.proven");
      assertThat(outcome.answer().ttlSeconds()).isEqualTo(3600);
    }
    assertThat(Ask.of(world).at(wrap.plus(Duration.ofDays(15))).resolve(WWW, Type.A).said())
        .isEqualTo("BOGUS dnssec.signature-expired");
    assertThat(Ask.of(world).at(wrap.minus(Duration.ofDays(8))).resolve(WWW, Type.A).said())
        .isEqualTo("BOGUS dnssec.signature-not-yet-valid");
  }

  /** dnsjava reads such a TTL and never writes one, so it is put into the octets. */
  private static Harm withTopBitSet() {
    return (world, question, message) -> {
      byte[] wire = message.toWire();
      for (int i = 0; i + 3 < wire.length; i++) {
        if (wire[i] == 0x01 && wire[i + 1] == 0x23 && wire[i + 2] == 0x45 && wire[i + 3] == 0x67) {
          wire[i] |= (byte) 0x80;
        }
      }
      try {
        return new Message(wire);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    };
  }

  private static Harm endingIn(String name, int type, Duration left) {
    return Harm.resignWith(
        name,
        type,
        fields -> fields.withWindow(WORLD.now().minus(Duration.ofDays(7)), WORLD.now().plus(left)));
  }

  private static ValidatedAnswer ask(Harm harm, String name) {
    return Ask.of(WORLD).harm(harm).resolve(name, Type.A).answer();
  }
}
