package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Each harm does what it is named after: one healthy world, one harm, one exact reason. */
class HarmTest {
  private static final SignedWorld WORLD = UsualWorld.build();
  private static final String WWW = "www.nsec.test";
  private static final String ZONE = "nsec.test";

  record Row(String harmName, Harm harm, String name, int type, String said) {
    @Override
    public String toString() {
      return harmName + " on " + name + " " + Type.string(type) + ": " + said;
    }
  }

  @ParameterizedTest
  @MethodSource({"signatures", "swaps", "aliases", "keys", "nsec", "nsec3", "compact"})
  void oneHarmHasItsExactReasonAndTheHealthyTwinPasses(Row row) {
    Ask ask = Ask.of(WORLD);

    Ask.Outcome harmed = ask.harm(row.harm()).resolve(row.name(), row.type());
    Ask.Outcome healthy = ask.resolve(row.name(), row.type());

    assertThat(harmed.said()).as(harmed.toString()).isEqualTo(row.said());
    assertThat(healthy.label()).isIn("SECURE", "INSECURE");
  }

  static List<Row> signatures() {
    Table t = new Table(WWW, Type.A);
    t.add("none", Harm.none(), "SECURE dnssec.proven");
    t.add("dropRrsigs", Harm.dropRrsigs(WWW, Type.A), "BOGUS dnssec.signature-missing");
    t.add("dropAllRrsigs", Harm.dropAllRrsigs(), "BOGUS dnssec.signature-missing");
    t.add("dropRrset", Harm.dropRrset(WWW, Type.A), "BOGUS dnssec.denial-missing");
    t.add("dropRrset", Harm.dropRrset(Type.DNSKEY), "BOGUS dnssec.dnskey-missing");
    t.add("flipSignature", Harm.flipSignatureByte(WWW, Type.A), "BOGUS dnssec.signature-invalid");
    t.add("flipRdataByte", Harm.flipRdataByte(WWW, Type.A), "BOGUS dnssec.signature-invalid");
    t.add("ttl", Harm.ttl(WWW, Type.A, 86_400), "SECURE dnssec.proven");
    for (int type : List.of(Type.DNSKEY, Type.DS)) {
      String of = Type.string(type);
      t.add("flip " + of, Harm.flipSignatureByte(ZONE, type), "BOGUS dnssec.signature-invalid");
      t.add("expire " + of, Harm.expire(ZONE, type), "BOGUS dnssec.signature-expired");
    }
    t.add("expire", Harm.expire(WWW, Type.A), "BOGUS dnssec.signature-expired");
    t.add("notYetValid", Harm.notYetValid(WWW, Type.A), "BOGUS dnssec.signature-not-yet-valid");
    t.add("wrongSigner", Harm.wrongSigner(WWW, Type.A, "test"), "BOGUS dnssec.key-missing");
    for (String other : List.of("nsec3.test", "isle.test", "sub." + ZONE)) {
      Harm stranger = Harm.signedByZone(WWW, Type.A, other);
      t.add("signedByZone " + other, stranger, "BOGUS dnssec.signer-not-the-zone");
    }
    t.add("wrongKeyTag", Harm.wrongKeyTag(WWW, Type.A), "BOGUS dnssec.key-missing");
    t.add("labels 4", labels(4), "BOGUS dnssec.signature-malformed");
    t.add("labels 2", labels(2), "BOGUS dnssec.wildcard-unproven");
    t.add("noise", Harm.garbageRrsigs(WWW, Type.A, ZONE, 1), "SECURE dnssec.proven");
    t.add("noise", Harm.garbageRrsigs(WWW, Type.A, "nsec3.test", 1), "SECURE dnssec.proven");
    t.add(
        "much noise",
        Harm.garbageRrsigs(WWW, Type.A, ZONE, 30),
        "INDETERMINATE dnssec.work-budget-spent");
    t.add("soa", "nothing." + ZONE, Type.A, Harm.expire(ZONE, Type.SOA), "SECURE dnssec.proven");
    return t.rows;
  }

  private static Harm labels(int labels) {
    return Harm.resignWith(WWW, Type.A, fields -> fields.withLabels(labels));
  }

  static List<Row> swaps() {
    String mail = "mail." + ZONE;
    Table t = new Table(WWW, Type.A);
    t.add("swapAnswers", Harm.swapAnswers(WWW, mail, Type.A), "BOGUS dnssec.denial-missing");
    t.add("reown", Harm.reown(WWW, mail, Type.A), "BOGUS dnssec.signature-invalid");
    t.add("silence", Harm.silence(WWW, Type.A), "BOGUS dnssec.denial-missing");
    t.add("rcode", Harm.rcode(WWW, Type.A, Rcode.SERVFAIL), "INDETERMINATE upstream.rcode");
    t.add(
        "questionMismatch",
        Harm.questionMismatch(WWW, Type.A, mail, Type.A),
        "INDETERMINATE upstream.answer-not-ours");
    t.add(
        "NXDOMAIN for NODATA",
        WWW,
        Type.MX,
        Harm.rcode(WWW, Type.MX, Rcode.NXDOMAIN),
        "BOGUS dnssec.name-exists");
    t.add(
        "NOERROR for NXDOMAIN",
        "nothing." + ZONE,
        Type.A,
        Harm.rcode("nothing." + ZONE, Type.A, Rcode.NOERROR),
        "BOGUS dnssec.denial-insufficient");
    t.add(
        "resign",
        Harm.resign(WWW, Type.A, old -> Harm.records(WWW, Type.A, 60, "203.0.113.1")),
        "SECURE dnssec.proven");
    t.add(
        "replace",
        Harm.replace(WWW, Type.A, old -> Harm.records(WWW, Type.A, 60, "203.0.113.1")),
        "BOGUS dnssec.signature-invalid");
    return t.rows;
  }

  static List<Row> aliases() {
    String alias = "alias." + ZONE;
    String below = "www.tree." + ZONE;
    String tree = "tree." + ZONE;
    Table t = new Table(below, Type.A);
    t.add(
        "wrongSynthesis",
        Harm.wrongSynthesis(below, "www.other.org"),
        "BOGUS dnssec.dname-mismatch");
    t.add("no synthesis", Harm.dropRrset(below, Type.CNAME), "SECURE dnssec.proven");
    t.add("flip", Harm.flipSignatureByte(tree, Type.DNAME), "BOGUS dnssec.signature-invalid");
    t.add("drop", Harm.dropRrset(tree, Type.DNAME), "BOGUS dnssec.signature-missing");
    t.add(
        "unsigned",
        alias,
        Type.A,
        Harm.dropRrsigs(alias, Type.CNAME),
        "BOGUS dnssec.signature-missing");
    t.add(
        "two CNAMEs",
        alias,
        Type.A,
        Harm.resign(
            alias,
            Type.CNAME,
            old -> {
              List<Record> both = new ArrayList<>(old);
              both.addAll(Harm.records(alias, Type.CNAME, 3600, "mail.nsec.test."));
              return both;
            }),
        "BOGUS dnssec.alias-ambiguous");
    return t.rows;
  }

  static List<Row> keys() {
    TestKey zsk = WORLD.zone(ZONE).keys().get(1);
    Table t = new Table(WWW, Type.A);
    t.add("revokeKsk", KeyHarm.revokeKsk(ZONE), "BOGUS dnssec.key-not-in-ds");
    t.add("revokeKskWithDs", KeyHarm.revokeKskWithDs(ZONE), "BOGUS dnssec.key-revoked");
    t.add("revokeZsk", KeyHarm.revokeZsk(ZONE), "BOGUS dnssec.key-revoked");
    t.add("kskIsNoZoneKey", KeyHarm.kskIsNoZoneKey(ZONE), "BOGUS dnssec.key-not-a-zone-key");
    t.add("zskIsNoZoneKey", KeyHarm.zskIsNoZoneKey(ZONE), "BOGUS dnssec.key-not-a-zone-key");
    t.add("protocol", KeyHarm.protocol(ZONE, 4), "BOGUS dnssec.key-not-a-zone-key");
    t.add("dropZsks", KeyHarm.dropZsks(ZONE), "BOGUS dnssec.key-missing");
    t.add("missingDnskey", KeyHarm.missingDnskey(ZONE), "BOGUS dnssec.dnskey-missing");
    t.add("strippedDs", KeyHarm.strippedDs(ZONE), "BOGUS dnssec.denial-missing");
    t.add("wrongDigest", KeyHarm.wrongDigest(ZONE), "BOGUS dnssec.key-not-in-ds");
    t.add("keysSignedByZsk", KeyHarm.keysSignedByZsk(ZONE), "BOGUS dnssec.key-missing");
    t.add(
        "odd keys",
        KeyHarm.addKeys(
            ZONE,
            OddKeys.offCurve(13, TestKey.ZONE_KEY, "a"),
            OddKeys.cutShort(13, TestKey.KSK, "b"),
            OddKeys.hugeExponent(8, TestKey.ZONE_KEY, 64, "c"),
            OddKeys.rsaOf(8, TestKey.ZONE_KEY, 512),
            OddKeys.rsaOf(8, TestKey.ZONE_KEY, 8192)),
        "SECURE dnssec.proven");
    t.add("sameTag", KeyHarm.addKeys(ZONE, OddKeys.sameTag(zsk, 0)), "SECURE dnssec.proven");
    return t.rows;
  }

  static List<Row> nsec() {
    return denials("nsec.test");
  }

  static List<Row> compact() {
    return denials("lies.test");
  }

  static List<Row> nsec3() {
    String zone = "nsec3.test";
    List<Row> rows = denials(zone);
    Table t = new Table("nothing." + zone, Type.A);
    t.add("hash", DenialHarm.nsec3Hash(zone, 2), "BOGUS dnssec.denial-missing");
    t.add("flags", DenialHarm.nsec3Flags(zone, 2), "BOGUS dnssec.denial-missing");
    t.add("opt-out", DenialHarm.nsec3Flags(zone, 1), "INSECURE dnssec.insecure-opt-out");
    t.add("1", DenialHarm.nsec3Iterations(zone, 1), "BOGUS dnssec.denial-insufficient");
    t.add(
        "101", DenialHarm.nsec3Iterations(zone, 101), "INSECURE dnssec.nsec3-iterations-insecure");
    t.add("501", DenialHarm.nsec3Iterations(zone, 501), "BOGUS dnssec.nsec3-iterations-excessive");
    t.add("mixed", DenialHarm.mixedNsec3(zone), "BOGUS dnssec.denial-insufficient");
    t.add(
        "another's opt-out proof",
        "www.sub.optout.test",
        Type.A,
        Harm.answerOf(
            Harm.question("sub.optout.test", Type.DS),
            Harm.question("unsigned.optout.test", Type.DS)),
        "BOGUS dnssec.denial-insufficient");
    rows.addAll(t.rows);
    return rows;
  }

  private static List<Row> denials(String zone) {
    String nothing = "nothing." + zone;
    String www = "www." + zone;
    String exact = "exact.wild." + zone;
    String wild = "*.wild." + zone;
    String sub = "sub." + zone;
    Harm stripped = DenialHarm.strippedDenial();
    Table t = new Table(www, Type.A);
    t.add("stripped", nothing, Type.A, stripped, "BOGUS dnssec.denial-missing");
    t.add("stripped", www, Type.MX, stripped, "BOGUS dnssec.denial-missing");
    t.add("stripped", "www.unsigned." + zone, Type.A, stripped, "BOGUS dnssec.denial-missing");
    t.add(
        "forgedNxdomain",
        DenialHarm.forgedNxdomain(www, Type.A, nothing),
        "BOGUS dnssec.denial-insufficient");
    t.add(
        "forgedNodata",
        DenialHarm.forgedNodata(www, Type.A, "ent." + zone),
        "BOGUS dnssec.denial-insufficient");
    for (String proof : List.of("", "x.wild." + zone)) {
      t.add(
          "wildcardReplay",
          exact,
          Type.A,
          DenialHarm.wildcardReplay(exact, Type.A, wild, proof),
          "BOGUS dnssec.wildcard-unproven");
    }
    t.add(
        "childApexDeniesDs",
        "www." + sub,
        Type.A,
        DenialHarm.childApexDeniesDs(sub),
        "BOGUS dnssec.signer-not-the-zone");
    t.add(
        "parentDenies",
        sub,
        Type.A,
        DenialHarm.parentDenies(sub, Type.A, sub, Rcode.NOERROR),
        "BOGUS dnssec.denial-insufficient");
    t.add(
        "parentDenies",
        "www." + sub,
        Type.A,
        DenialHarm.parentDenies("www." + sub, Type.A, sub, Rcode.NXDOMAIN),
        "BOGUS dnssec.denial-insufficient");
    if (!zone.startsWith("lies")) {
      String expanded = "x.wild." + zone;
      t.add("stripped", expanded, Type.A, stripped, "BOGUS dnssec.wildcard-unproven");
      int proofs = zone.equals("nsec.test") ? 2 : 3;
      for (int i = 0; i < proofs; i++) {
        Harm one = DenialHarm.dropProof(nothing, Type.A, i);
        t.add("dropProof " + i, nothing, Type.A, one, "BOGUS dnssec.denial-insufficient");
      }
    }
    return t.rows;
  }

  private static final class Table {
    private final List<Row> rows = new ArrayList<>();
    private final String name;
    private final int type;

    Table(String name, int type) {
      this.name = name;
      this.type = type;
    }

    void add(String what, Harm harm, String said) {
      add(what, name, type, harm, said);
    }

    void add(String what, String of, int ofType, Harm harm, String said) {
      rows.add(new Row(what, harm, of, ofType, said));
    }
  }
}
