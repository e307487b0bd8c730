package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What multiplies in a hostile answer, and no budget counts. */
class HostileWorkTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder().zone("w.test", zone -> zone.record("www A 192.0.2.1")).build();

  @Test
  void signersOfSignersAreFollowedOnce() {
    String deepest = "a.".repeat(18) + "w.test";
    Harm harm = signedByAllAbove("www." + deepest, Type.A, "192.0.2.66");
    for (String name = deepest; !name.equals("w.test"); name = name.substring(2)) {
      harm = harm.and(signedByAllAbove(name, Type.DS, "1 13 2 " + "00".repeat(32)));
    }
    Counting looks = new Counting();

    Ask.Outcome outcome = Ask.of(WORLD).harm(harm).known(looks).resolve("www." + deepest, Type.A);

    assertThat(outcome.label()).isEqualTo("BOGUS");
    assertThat(looks.count.get()).as("once for each way: over 2^18").isLessThan(50_000);
  }

  /** One record, and a signature by every zone that there might be above it. */
  private static Harm signedByAllAbove(String name, int type, String data) {
    List<Record> records = new ArrayList<>(Harm.records(name, type, 60, data));
    Name owner = Tamper.name(name);
    for (int skip = 1; skip < owner.labels() - 2; skip++) {
      String signature =
          Type.string(type)
              + " 13 "
              + (owner.labels() - 1)
              + " 60 20260701000000 20260501000000 1 "
              + new Name(owner, skip)
              + " AAAA";
      records.addAll(Harm.records(name, Type.RRSIG, 60, signature));
    }
    return Tamper.message(
        name,
        type,
        message -> {
          message.removeAllRecords(Section.ANSWER);
          message.removeAllRecords(Section.AUTHORITY);
          message.getHeader().setRcode(0);
          records.forEach(record -> message.addRecord(record, Section.ANSWER));
        });
  }

  /** Knows nothing, and counts how often it is asked. */
  private static final class Counting implements KnownZones {
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
