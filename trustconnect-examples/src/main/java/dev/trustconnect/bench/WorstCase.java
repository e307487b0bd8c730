package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.ZoneBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Type;

/** The processor time of the most expensive answers of 64 KiB, hostile and honest. */
final class WorstCase {
  static final Benchmark ALL =
      new Benchmark("worst-case", "the most expensive answers that fit in 64 KiB", WorstCase::run);

  private static final int[] ALGORITHMS = {8, 10, 13, 14, 15, 16, 18};
  private static final double LIMIT_MILLIS = 50;
  private static final String ZONE = "worst.test";
  private static final String HOST = "www." + ZONE;
  private static final int ML_DSA_44 = 18;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private WorstCase() {}

  /** One world and one question in it. */
  private record Case(SignedWorld world, Question question) {}

  private static void run(Setting setting, Consumer<Row> rows) {
    for (int algorithm : setting.quick() ? new int[] {13} : ALGORITHMS) {
      String name = algorithm == ML_DSA_44 ? "MLDSA44" : DNSSEC.Algorithm.string(algorithm);
      setting.report("worst case, " + name);
      String worst = "";
      double most = 0;
      for (Map.Entry<String, Case> hostile : hostile(algorithm).entrySet()) {
        double millis = millis(setting, hostile.getValue(), false);
        if (millis > most) {
          most = millis;
          worst = hostile.getKey();
        }
      }
      rows.accept(row(name + ", hostile", most).noting(worst));
    }
    for (Map.Entry<String, Case> hostile : multiplying().entrySet()) {
      setting.report("worst case, " + hostile.getKey());
      rows.accept(row(hostile.getKey(), millis(setting, hostile.getValue(), false)));
    }
    for (Map.Entry<String, Case> honest : honest().entrySet()) {
      setting.report("worst case, " + honest.getKey());
      rows.accept(row(honest.getKey(), millis(setting, honest.getValue(), true)).noting("SECURE"));
    }
  }

  private static Row row(String what, double millis) {
    return Row.alone("worst-case", what, new Figure(millis, "ms"), Bar.atMost(LIMIT_MILLIS, "ms"));
  }

  /**
   * Hostile answers whose costs multiply: signatures, keys of one tag, bytes under a signature,
   * hashes.
   */
  private static Map<String, Case> hostile(int algorithm) {
    SignedWorld wide = world(algorithm, zone -> texts(zone, algorithm).records("www A 192.0.2.1"));
    TestKey zsk = wide.zone(ZONE).keys().get(1);
    Question text = Worlds.question("txt." + ZONE, Type.TXT);
    Question host = Worlds.question(HOST, Type.A);
    Map<String, Case> cases = new LinkedHashMap<>();
    int wrong = algorithm == ML_DSA_44 ? 17 : 30; // as many as fit in beside the texts
    Harm signatures = Harm.almostRightRrsigs("txt." + ZONE, Type.TXT, wrong);
    cases.put("wrong signatures over a large set", new Case(wide.harm(signatures), text));
    cases.put(
        "wrong signatures on every set of the chain",
        new Case(
            wide.harm(Harm.almostRightRrsigs(ZONE, Type.DNSKEY, 5))
                .harm(Harm.almostRightRrsigs(ZONE, Type.DS, 5))
                .harm(signatures),
            text));
    if (algorithm >= 13) { // the tags of RSA keys are made to collide in another way
      Harm keys = KeyHarm.addKeys(ZONE, OddKeys.sameTag(zsk, 0));
      cases.put(
          "wrong signatures times keys of one tag",
          new Case(wide.harm(keys).harm(signatures), text));
    } else {
      Harm keys = KeyHarm.addKeys(ZONE, OddKeys.rsaWithTag(algorithm, 256, zsk.tag(), "worst"));
      cases.put(
          "wrong signatures times keys of one tag",
          new Case(wide.harm(keys).harm(signatures), text));
      SignedWorld large =
          world(algorithm, zone -> texts(zone.rsaBits(4096), algorithm).records("www A 192.0.2.1"));
      cases.put("wrong signatures of 4096 bits", new Case(large.harm(signatures), text));
    }
    SignedWorld hashed =
        world(algorithm, zone -> zone.nsec3(100, "ab".repeat(255)).records("www A 192.0.2.1"));
    String deep = "a.".repeat(40) + ZONE;
    cases.put(
        "NSEC3 of 100 iterations, 255 bytes of salt, 40 labels",
        new Case(hashed, Worlds.question(deep, Type.A)));
    cases.put(
        "NSEC3 of 500 iterations",
        new Case(
            hashed.harm(DenialHarm.nsec3Iterations(ZONE, 500)), Worlds.question(deep, Type.A)));
    cases.put("an honest answer", new Case(wide, host));
    return cases;
  }

  /**
   * Hostile answers that cost no signature checks: records compared, hashed or followed, each with
   * each.
   */
  private static Map<String, Case> multiplying() {
    SignedWorld plain = world(13, zone -> zone.records("www A 192.0.2.1"));
    Question host = Worlds.question(HOST, Type.A);
    Map<String, Case> cases = new LinkedHashMap<>();
    String deepest = "a.".repeat(18) + ZONE;
    SignedWorld signers = plain.harm(Harm.signedByAllAbove("www." + deepest, Type.A, "192.0.2.66"));
    for (String name = deepest; !name.equals(ZONE); name = name.substring(2)) {
      signers = signers.harm(Harm.signedByAllAbove(name, Type.DS, "1 13 2 " + "00".repeat(32)));
    }
    cases.put(
        "signers of signers, 20 labels",
        new Case(signers, Worlds.question("www." + deepest, Type.A)));
    TestKey ksk = plain.zone(ZONE).keys().get(0);
    cases.put(
        "240 DS times 240 keys, all of one tag",
        new Case(
            plain
                .harm(KeyHarm.addKeys(ZONE, OddKeys.sameTags(ksk, 240).toArray(TestKey[]::new)))
                .harm(Multiplying.wrongDs(ksk, ZONE, 240)),
            host));
    cases.put(
        "250 salts of NSEC3",
        new Case(
            world(13, zone -> zone.nsec3(0, "").records("www A 192.0.2.1"))
                .harm(Multiplying.salts(250)),
            Worlds.question("nothing." + ZONE, Type.A)));
    cases.put("8 sets of 256 records", new Case(plain.harm(Multiplying.sets(HOST, 8)), host));
    return cases;
  }

  private static ZoneBuilder texts(ZoneBuilder zone, int algorithm) {
    int texts = algorithm == ML_DSA_44 ? 60 : 200; // a set may have 256 records
    for (int i = 0; i < texts; i++) {
      zone.record("txt TXT " + "x".repeat(200) + i);
    }
    return zone;
  }

  private static SignedWorld world(int algorithm, Consumer<ZoneBuilder> plan) {
    return SignedWorld.builder()
        .zone(
            ZONE,
            zone -> {
              zone.algorithm(algorithm);
              plan.accept(zone);
            })
        .build();
  }

  /** The most expensive answers of honest zones. */
  private static Map<String, Case> honest() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put(
        "13 key tags",
        new Case(
            world(13, zone -> zone.keys(1, 12).records("www A 192.0.2.1")),
            Worlds.question(HOST, Type.A)));
    String reverse = "1.0.0.0.".repeat(8) + "ip6.arpa";
    cases.put(
        "ip6.arpa, 34 labels",
        new Case(
            SignedWorld.builder()
                .zone("ip6.arpa", zone -> zone.nsec3(0, "").record(reverse + ". PTR www.test."))
                .build(),
            Worlds.question(reverse, Type.PTR)));
    cases.put(
        "11 aliases through 11 zones",
        new Case(aliases(11), Worlds.question("h0.zone0.test", Type.A)));
    return cases;
  }

  private static SignedWorld aliases(int hops) {
    SignedWorld.Builder world = SignedWorld.builder();
    for (int i = 0; i < hops; i++) {
      String next = "h" + i + " CNAME h" + (i + 1) + ".zone" + (i + 1) + ".test.";
      world.zone("zone" + i + ".test", zone -> zone.record(next));
    }
    return world
        .zone("zone" + hops + ".test", zone -> zone.record("h" + hops + " A 192.0.2.1"))
        .build();
  }

  /** The median processor time of one validation, parsing included, on a warm JVM. */
  private static double millis(Setting setting, Case one, boolean mustBeSecure) {
    Answers answers = new Answers(one.world());
    int warmups = setting.choose(60, 10);
    double[] took = new double[setting.choose(60, 10)];
    for (int i = -warmups; i < took.length; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      ValidatedAnswer answer = answers.judge(one.question(), ValidatorSettings.DEFAULT);
      long end = THREADS.getCurrentThreadCpuTime();
      if (answer.verdict().reason() == Reason.UPSTREAM_TRUNCATED) {
        throw new IllegalStateException("it doesn't fit in 64 KiB: " + one.question());
      }
      if (mustBeSecure && !(answer.verdict() instanceof Verdict.Secure)) {
        throw new IllegalStateException("honest, and not secure: " + answer.verdict());
      }
      if (i >= 0) {
        took[i] = (end - start) / 1e6;
      }
    }
    Arrays.sort(took);
    return took[took.length / 2];
  }
}
