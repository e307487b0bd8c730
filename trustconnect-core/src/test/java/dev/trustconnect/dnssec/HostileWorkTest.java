package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What multiplies in a hostile answer, and no budget counts. */
class HostileWorkTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder().zone("w.test", zone -> zone.record("www A 192.0.2.1")).build();

  @Test
  void signersOfSignersAreFollowedOnce() {
    String deepest = "a.".repeat(18) + "w.test";
    Harm harm = Harm.signedByAllAbove("www." + deepest, Type.A, "192.0.2.66");
    for (String name = deepest; !name.equals("w.test"); name = name.substring(2)) {
      harm = harm.and(Harm.signedByAllAbove(name, Type.DS, "1 13 2 " + "00".repeat(32)));
    }
    Counting looks = new Counting();

    Ask.Outcome outcome = Ask.of(WORLD).harm(harm).known(looks).resolve("www." + deepest, Type.A);

    assertThat(outcome.label()).isEqualTo("BOGUS");
    assertThat(looks.count.get()).as("once for each way: over 2^18").isLessThan(50_000);
  }

  @Test
  void keyIsHashedOnceHoweverManyDsHaveItsTag() {
    TestKey ksk = WORLD.zone("w.test").keys().get(0);
    Name apex = Tamper.name("w.test");
    KeyDigests digests = new KeyDigests(ksk.dnskey(apex, 60));

    for (int type : new int[] {1, 2, 4}) {
      assertThat(digests.of(type)).isEqualTo(ksk.ds(apex, 60, type).getDigest());
      assertThat(digests.of(type)).isSameAs(digests.of(type));
    }
  }

  @Test
  void lookupInTheMemoryUsesNoHashesOfTheProof() {
    SignedWorld world =
        SignedWorld.builder()
            .zone("n.test", zone -> zone.nsec3(0, "").record("a.b.c.d CNAME nothing.m.test."))
            .zone("m.test", zone -> zone.nsec3(0, ""))
            .build();
    WorkLimits eight = new WorkLimits(64, 16, 2, 8, 11, 48); // five names and four wildcards are 9
    Ask ask =
        Ask.of(world)
            .settings(ValidatorSettings.builder().limits(eight).build())
            .rememberingDenials();
    ask.resolve("other.n.test", Type.A); // now something is known of its gaps

    assertThat(ask.resolve("a.b.c.d.n.test", Type.A).said()).isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void parametersOfNsec3AreOneProofEach() {
    Lifetime life = new Lifetime(WORLD.now().plusSeconds(60), WORLD.now().plusSeconds(60));
    List<ProvenRecord> salted = new ArrayList<>();
    for (String parameters : List.of("1 aa", "1 ab", "1 aa", "2 aa", "1 -", "1 aa")) {
      String rdata = "1 0 " + parameters + " " + "2".repeat(32) + " A RRSIG";
      Record nsec3 = Harm.records("0".repeat(32) + ".w.test", Type.NSEC3, 60, rdata).get(0);
      salted.add(new ProvenRecord(nsec3, life));
    }
    Nsec3Hashes hashes = new Nsec3Hashes(new WorkBudget(WorkLimits.DEFAULT));

    assertThat(Nsec3Denial.each(Tamper.name("w.test"), salted, hashes, ValidatorSettings.DEFAULT))
        .hasSize(4);
  }

  /** Knows nothing, and counts how often it is asked. */
  private static final class Counting extends LearnedZones {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public @Nullable ProvenZone at(Name apex) {
      count.incrementAndGet();
      return null;
    }

    @Override
    public void learn(ProvenZone zone) {}
  }
}
