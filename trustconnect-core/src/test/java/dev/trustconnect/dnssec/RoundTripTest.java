package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.ZoneBuilder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** What a lookup costs, counted in questions and in sequential rounds of them. */
class RoundTripTest {
  private static final String NIBBLES = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.";
  private static final String PREFIX = "0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "host.example.test",
              zone -> zone.records("www A 192.0.2.1", "far CNAME www.other.org."))
          .zone("example.test", zone -> zone.records("www A 192.0.2.2", "far CNAME www.other.org."))
          .zone("other.org", zone -> zone.record("www A 192.0.2.3"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .build();

  @Test
  void coldNameCostsOneRound() {
    Ask.Outcome outcome = Ask.of(WORLD).resolve("www.host.example.test", Type.A);

    assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(outcome.rounds()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.questions()).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void coldNameThatIsNotAZoneCostsOneRound() {
    SignedWorld world =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.record("www.host A 192.0.2.1"))
            .build();

    assertThat(Ask.of(world).resolve("www.host.example.test", Type.A).rounds()).isEqualTo(1);
    assertThat(Ask.of(world).resolve("www.host.example.test", Type.AAAA).rounds()).isEqualTo(1);
    assertThat(Ask.of(world).resolve("nothing.example.test", Type.A).rounds()).isEqualTo(1);
  }

  @Test
  void coldUnsignedNameCostsOneRound() {
    assertThat(Ask.of(WORLD).resolve("www.plain.test", Type.A).rounds()).isEqualTo(1);
  }

  @Test
  void coldAliasIntoAnotherZoneCostsTwoRounds() {
    for (String name : new String[] {"far.example.test", "far.host.example.test"}) {
      Ask.Outcome outcome = Ask.of(WORLD).resolve(name, Type.A);

      assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
      assertThat(outcome.rounds()).as(outcome.toString()).isEqualTo(2);
    }
  }

  @Test
  void withoutGuessesTheVerdictIsTheSame() {
    Ask.Outcome outcome = Ask.of(WORLD).withoutGuessing().resolve("host.example.test", Type.A);

    assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(outcome.rounds()).isLessThanOrEqualTo(2);
  }

  @Test
  void reverseNameOf34LabelsFitsTheBudget() {
    for (Consumer<ZoneBuilder> denial : denials()) {
      SignedWorld world =
          SignedWorld.builder()
              .zone("ip6.arpa", denial)
              .zone(
                  PREFIX,
                  zone -> {
                    denial.accept(zone);
                    zone.record(NIBBLES.substring(0, NIBBLES.length() - 1) + " PTR www.host.test.");
                  })
              .build();

      assertThat(Ask.of(world).resolve(NIBBLES + PREFIX, Type.PTR).said())
          .isEqualTo("SECURE dnssec.proven");
      assertThat(Ask.of(world).resolve("f" + NIBBLES.substring(1) + PREFIX, Type.PTR).said())
          .isEqualTo("SECURE dnssec.proven");
    }
  }

  @Test
  void unsignedReverseNameOf34LabelsFitsTheBudget() {
    for (Consumer<ZoneBuilder> denial : denials()) {
      SignedWorld world =
          SignedWorld.builder()
              .zone("ip6.arpa", denial)
              .zone(
                  PREFIX,
                  zone ->
                      zone.unsigned()
                          .record(
                              NIBBLES.substring(0, NIBBLES.length() - 1) + " PTR www.host.test."))
              .build();
      Ask.Outcome outcome = Ask.of(world).resolve(NIBBLES + PREFIX, Type.PTR);

      assertThat(outcome.said())
          .as(outcome.toString())
          .isEqualTo("INSECURE dnssec.insecure-delegation");
      assertThat(outcome.questions()).hasSizeLessThanOrEqualTo(48);
    }
  }

  private static List<Consumer<ZoneBuilder>> denials() {
    return List.of(zone -> {}, zone -> zone.nsec3(0, ""));
  }
}
