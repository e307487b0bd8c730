package dev.trustconnect.interop;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.ZoneBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.xbill.DNS.Type;

/**
 * A signed internet that a number stands for: ten zones of any algorithm and kind of denial, some
 * of them broken in one way, and questions about them.
 *
 * @param world with its harms
 * @param zones what is to know of each, to make it again
 * @param questions none twice
 */
record GeneratedWorld(SignedWorld world, List<Zone> zones, List<Question> questions) {
  private static final int ZONES = 10;
  private static final int[] ALGORITHMS = {8, 10, 13, 13, 13, 14, 15, 16};
  private static final int[] TYPES = {
    Type.A, Type.A, Type.A, Type.AAAA, Type.TXT, Type.MX, Type.CNAME, Type.DS, Type.SRV, Type.NS
  };
  private static final List<String> NAMES =
      List.of(
          "@",
          "www",
          "mail",
          "alias",
          "twice",
          "out",
          "lost",
          "toplain",
          "ent",
          "deep.ent",
          "x.wild",
          "x.y.wild",
          "exact.wild",
          "*.wild",
          "x.exact.wild",
          "x.tree",
          "tree",
          "nothing",
          "a.b.nothing",
          "0",
          "zzz",
          "nothing.www",
          "sub",
          "www.sub",
          "nothing.sub",
          "plain",
          "www.plain",
          "nothing.plain",
          "www.strange",
          "strange");

  /**
   * One zone.
   *
   * @param plan how it is signed and how it denies
   * @param harm what is wrong with it
   */
  record Zone(String apex, String plan, String harm) {}

  private record Wrong(String name, Harm harm) {}

  /** The {@code number}th world of {@code seed}, signed for {@code now}; so many questions. */
  static GeneratedWorld of(long seed, int number, int questions, Instant now) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    SignedWorld.Builder builder = SignedWorld.builder().now(now);
    List<Zone> zones = new ArrayList<>();
    List<Harm> harms = new ArrayList<>();
    for (int i = 0; i < ZONES; i++) {
      String apex = "z" + i + (random.nextBoolean() ? ".test" : ".org");
      StringBuilder plan = new StringBuilder();
      builder.zone(apex, zone -> plan.append(plan(zone, random)));
      builder.zone("sub." + apex, zone -> zone.oneKey().record("www A 192.0.2.6"));
      builder.zone("plain." + apex, zone -> zone.unsigned().record("www A 192.0.2.7"));
      builder.zone("strange." + apex, zone -> zone.algorithm(200).record("www A 192.0.2.8"));
      Wrong wrong = wrong(apex, random);
      harms.add(wrong.harm());
      zones.add(new Zone(apex, plan.toString(), wrong.name()));
    }
    SignedWorld world = builder.build();
    for (Harm harm : harms) {
      world = world.harm(harm);
    }
    return new GeneratedWorld(world, zones, questions(zones, questions, random));
  }

  private static String plan(ZoneBuilder zone, SplittableRandom random) {
    int algorithm = ALGORITHMS[random.nextInt(ALGORITHMS.length)];
    zone.algorithm(algorithm);
    String denial = "NSEC";
    int iterations = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
    String salt = random.nextBoolean() ? "" : "ab12";
    switch (random.nextInt(3)) {
      case 0 -> {
        zone.nsec3(iterations, salt);
        denial = "NSEC3 " + iterations + " " + salt;
      }
      case 1 -> {
        zone.optOut(iterations, salt);
        denial = "opt-out " + iterations + " " + salt;
      }
      default -> {}
    }
    if (random.nextInt(4) == 0) {
      zone.keys(1 + random.nextInt(2), 1 + random.nextInt(3));
    }
    zone.dsDigests(random.nextInt(3) == 0 ? 4 : 2);
    zone.records(
        "www A 192.0.2.1",
        "www AAAA 2001:db8::1",
        "www TXT hello",
        "mail A 192.0.2.25",
        "@ MX 10 mail",
        "alias CNAME www",
        "twice CNAME alias",
        "out CNAME www.sub",
        "lost CNAME nothing.sub",
        "toplain CNAME www.plain",
        "deep.ent A 192.0.2.3",
        "*.wild A 192.0.2.4",
        "*.wild TXT any",
        "exact.wild A 192.0.2.5",
        "tree DNAME sub");
    return "algorithm " + algorithm + ", " + denial;
  }

  /** Half of the zones are healthy. */
  private static Wrong wrong(String apex, SplittableRandom random) {
    String www = "www." + apex;
    return switch (random.nextInt(24)) {
      case 0 -> new Wrong("expired", Harm.expire(www, Type.A));
      case 1 -> new Wrong("not yet valid", Harm.notYetValid(www, Type.A));
      case 2 -> new Wrong("a bit of a signature", Harm.flipSignatureByte(www, Type.A));
      case 3 -> new Wrong("a bit of the data", Harm.flipRdataByte(www, Type.A));
      case 4 -> new Wrong("no signatures", Harm.dropRrsigs(www, Type.A));
      case 5 -> new Wrong("DS with another digest", KeyHarm.wrongDigest(apex));
      case 6 -> new Wrong("no DS and no proof", KeyHarm.strippedDs(apex));
      case 7 -> new Wrong("no DNSKEY", KeyHarm.missingDnskey(apex));
      case 8 -> new Wrong("keys signed by the ZSK", KeyHarm.keysSignedByZsk(apex));
      case 9 -> new Wrong("no ZSK", KeyHarm.dropZsks(apex));
      case 10 -> new Wrong("signed by another", Harm.signedByZone(www, Type.A, "sub." + apex));
      case 11 -> new Wrong("a signer above", Harm.wrongSigner(www, Type.A, "test"));
      case 12 -> new Wrong("KSK revoked", KeyHarm.revokeKsk(apex));
      case 13 ->
          new Wrong(
              "no proof that nothing is there",
              Harm.answerWith(
                  Harm.question("nothing." + apex, Type.A),
                  SignedWorld.empty(Harm.question("nothing." + apex, Type.A))));
      case 14 ->
          new Wrong("NXDOMAIN forged", DenialHarm.forgedNxdomain(www, Type.A, "zzz." + apex));
      case 15 -> new Wrong("garbage beside", Harm.garbageRrsigs(www, Type.A, apex, 2));
      default -> new Wrong("healthy", Harm.none());
    };
  }

  private static List<Question> questions(List<Zone> zones, int count, SplittableRandom random) {
    Set<Question> questions = new LinkedHashSet<>();
    while (questions.size() < count) {
      String apex = zones.get(random.nextInt(zones.size())).apex();
      String name = NAMES.get(random.nextInt(NAMES.size()));
      int type = TYPES[random.nextInt(TYPES.length)];
      questions.add(Harm.question(name.equals("@") ? apex : name + "." + apex, type));
    }
    return List.copyOf(questions);
  }

  /** The zone that {@code question} is about. */
  Zone zoneOf(Question question) {
    String name = Dnsjava.name(question).toString(true);
    return zones.stream()
        .filter(zone -> name.equals(zone.apex()) || name.endsWith("." + zone.apex()))
        .findFirst()
        .orElseThrow();
  }
}
