package dev.trustconnect.testing;

import static dev.trustconnect.testing.Hostility.says;
import static dev.trustconnect.testing.Hostility.tells;

import dev.trustconnect.dnssec.Question;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The false answers that a hostile upstream may give. */
final class HostileAnswers {
  private static final int MARKED_TTL = 0x7EDC_BA98;
  private static final String SIGNED = "signed.test";
  private static final String SOA = "ns.evil.test. evil.evil.test. 1 7200 3600 1209600 300";
  private static final String DS = "1 13 2 " + "66".repeat(32);
  private static final Predicate<RecordSet> DATA =
      set ->
          set.type() == Type.A
              || set.type() == Type.AAAA
              || set.type() == Type.TLSA
              || set.type() == Type.CNAME;
  private static final Harm OTHER_DATA =
      Harm.sets(DATA, (world, set) -> List.of(forged(set).unsigned()));

  private HostileAnswers() {}

  static List<Hostility> all() {
    return Stream.of(forgeries(), replays(), denials(), additions(), zones(), floods())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Hostility> forgeries() {
    return List.of(
        says("flips a bit of the data", Harm.sets(DATA, (world, set) -> List.of(flipped(set)))),
        says("other data, old signatures", Harm.sets(DATA, (w, set) -> List.of(forged(set)))),
        says("other data, unsigned", OTHER_DATA),
        says("other data, unsigned, under AD", OTHER_DATA.and(flag(Flags.AD))),
        says(
            "other data, unsigned, no SOA, no proofs",
            OTHER_DATA.and(DenialHarm.strippedDenial()).and(Harm.dropRrset(Type.SOA))),
        says("strips RRSIG", Harm.dropAllRrsigs()),
        says("strips DS", Harm.dropRrset(Type.DS)),
        says(
            "strips DS, leaves its signatures",
            Harm.sets(type(Type.DS), (w, set) -> List.of(withoutRecords(set)))),
        says("strips DNSKEY", Harm.dropRrset(Type.DNSKEY)),
        says("strips NSEC and NSEC3", DenialHarm.strippedDenial()),
        says("strips OPT", message(m -> m.removeAllRecords(Section.ADDITIONAL))),
        says("strips all but the data", HostileAnswers::onlyData));
  }

  private static List<Hostility> replays() {
    SignedWorld old = HostileTarget.old();
    return List.of(
        says("replays an old internet", (w, q, m) -> old.honest(Dnsjava.name(q), q.type())),
        tells(
            "replays an old answer",
            target -> Harm.answerWith(target.question(), old.honest(asked(target), target.type()))),
        tells("answers for a sibling", t -> Harm.answerOf(t.question(), t.sibling())),
        tells(
            "a sibling's data under our name",
            t -> Harm.reown(t.host(), Dnsjava.name(t.sibling()).toString(true), t.type())),
        tells(
            "another zone's data under our name",
            t -> Harm.reown(t.host(), "www.other.org", t.type())),
        tells(
            "answers for another type",
            t -> Harm.answerOf(t.question(), Dnsjava.question(asked(t), Type.TXT))),
        tells(
            "answers for another zone",
            t -> Harm.answerOf(t.question(), Harm.question("mail.other.org", Type.A))),
        tells(
            "says it answers another question",
            t -> Harm.questionMismatch(t.host(), t.type(), "www.evil.test", Type.A)));
  }

  private static List<Hostility> denials() {
    return List.of(
        tells("NOERROR with nothing in it", t -> Harm.silence(t.host(), t.type())),
        tells("NXDOMAIN with nothing in it", t -> empty(t, Rcode.NXDOMAIN)),
        tells("NXDOMAIN with a signed SOA", t -> soaOnly(t, Rcode.NXDOMAIN)),
        tells("NODATA with a signed SOA", t -> soaOnly(t, Rcode.NOERROR)),
        tells(
            "NXDOMAIN with another name's proof",
            t -> DenialHarm.forgedNxdomain(t.host(), t.type(), "no.signed.test")),
        tells(
            "NODATA with another name's proof",
            t ->
                Harm.answerOf(t.question(), Harm.question("mail.signed.test", Type.TXT))
                    .and(Harm.rcode(t.host(), t.type(), Rcode.NOERROR))),
        says(
            "SERVFAIL to everything",
            (w, q, m) -> Reply.blank(Dnsjava.name(q), q.type(), Rcode.SERVFAIL)),
        says(
            "REFUSED to everything",
            (w, q, m) -> Reply.blank(Dnsjava.name(q), q.type(), Rcode.REFUSED)));
  }

  private static List<Hostility> additions() {
    return List.of(
        says("garbage RRSIGs in place of ours", Harm.sets(DATA, HostileAnswers::garbled)),
        says("40 garbage RRSIGs by the zone", garbage(SIGNED, 40)),
        says("40 garbage RRSIGs by the root", garbage(".", 40)),
        says("40 garbage RRSIGs by a stranger", garbage("evil.test", 40)),
        says("unsigned SOA of another zone", add("evil.test", Type.SOA, SOA)),
        says("unsigned SOA of the zone above", add("test", Type.SOA, SOA)),
        says("unsigned NS of our zone", add(SIGNED, Type.NS, "ns.evil.test.")),
        says("unsigned NS of our name", add("www." + SIGNED, Type.NS, "e.test.")),
        says("unsigned DS beside all else", add(SIGNED, Type.DS, DS)),
        says("sets TC", flag(Flags.TC)),
        says("TTL 0 on everything", ttl(0)),
        says("TTL 2147483647 on everything", ttl(0x7FFF_FFFF)),
        new Hostility(
            "TTL 2147483648 on everything",
            t -> ttl(MARKED_TTL),
            Fault.wire(HostileAnswers::withHighestBit),
            Hostility.Identity.RIGHT,
            false));
  }

  /** What needs a key of the zone: a hostile zone, or an upstream that found one. */
  private static List<Hostility> zones() {
    TestKey zsk = HostileTarget.world().zone(SIGNED).keys().get(1);
    return List.of(
        says("NSEC3 with mixed salts", DenialHarm.mixedNsec3(SIGNED)),
        says("NSEC3 with 2500 iterations", DenialHarm.nsec3Iterations(SIGNED, 2500)),
        says("NSEC3 with 65535 iterations", DenialHarm.nsec3Iterations(SIGNED, 65_535)),
        says(
            "NSEC3 with a salt of 255 bytes", DenialHarm.eachNsec3(SIGNED, HostileAnswers::salted)),
        says("NSEC3 with another hash", DenialHarm.nsec3Hash(SIGNED, 2)),
        says("a key of unknown algorithm", keys(List.of(TestKeys.of(200, TestKey.KSK, "unknown")))),
        says("the KSK revoked", KeyHarm.revokeKsk(SIGNED)),
        says("a short RSA key", keys(List.of(OddKeys.rsaOf(8, TestKey.KSK, 512)))),
        says("a key off its curve", keys(List.of(OddKeys.offCurve(13, TestKey.KSK, "off")))),
        says("keys that share a tag", keys(OddKeys.sameTags(zsk, 3))));
  }

  private static List<Hostility> floods() {
    TestKey zsk = HostileTarget.world().zone(SIGNED).keys().get(1);
    return List.of(
        tells("64 KiB of CNAMEs", t -> Harm.answerWith(t.question(), cnames(t))),
        says("64 KiB of RRSIGs by the zone", garbage(SIGNED, 250)),
        says("64 KiB of keys of one tag", keys(OddKeys.sameTags(zsk, 600))),
        says("64 KiB of unsigned addresses", HostileAnswers::addresses));
  }

  private static Name asked(HostileTarget target) {
    return Dnsjava.name(target.question());
  }

  private static RecordSet withoutRecords(RecordSet set) {
    return new RecordSet(set.owner(), set.type(), List.of(), set.signatures());
  }

  private static Predicate<RecordSet> type(int type) {
    return set -> set.type() == type;
  }

  private static RecordSet flipped(RecordSet set) {
    return set.map(
        r -> r.getType() == Type.RRSIG ? r : last(RecordEdits.withFlippedByte(r, -2), r));
  }

  private static Record last(@Nullable Record changed, Record unchanged) {
    return changed == null ? unchanged : changed;
  }

  /** The rogue's own data in place of the set's, signatures as they were. */
  private static RecordSet forged(RecordSet set) {
    String data =
        switch (set.type()) {
          case Type.A -> "203.0.113.66";
          case Type.AAAA -> "2001:db8::66";
          case Type.TLSA -> "3 1 1 " + "66".repeat(32);
          default -> "rogue.plain.test.";
        };
    Record record = ZoneBuilder.read(set.owner(), set.type(), 300, data, Name.root);
    return new RecordSet(set.owner(), set.type(), List.of(record), set.signatures());
  }

  private static List<RecordSet> garbled(SignedWorld world, RecordSet set) {
    return List.of(
        set.signedBy(
            set.signatures().stream()
                .map(s -> RecordEdits.withSignature(s, TestKeys.stretch("noise", 64)))
                .toList()));
  }

  private static Message onlyData(SignedWorld world, Question question, Message message) {
    Message bare = message.clone();
    bare.removeAllRecords(Section.AUTHORITY);
    bare.removeAllRecords(Section.ADDITIONAL);
    message.getSection(Section.ANSWER).stream()
        .filter(record -> record.getType() == Type.RRSIG)
        .forEach(record -> bare.removeRecord(record, Section.ANSWER));
    return bare;
  }

  private static Harm message(Consumer<Message> change) {
    return (world, question, message) -> {
      Message changed = message.clone();
      change.accept(changed);
      return changed;
    };
  }

  private static Harm flag(int flag) {
    return message(m -> m.getHeader().setFlag(flag));
  }

  private static Harm add(String name, int type, String data) {
    Record record = ZoneBuilder.read(TestNames.of(name), type, 300, data, Name.root);
    return message(m -> m.addRecord(record, Section.AUTHORITY));
  }

  private static Harm ttl(long seconds) {
    return Harm.sets(
        set -> true, (world, set) -> List.of(set.map(r -> RecordEdits.withTtl(r, seconds))));
  }

  /** Every TTL that was marked gets its highest bit, which no DNS library would write. */
  private static byte[] withHighestBit(byte[] wire) {
    ByteBuffer buffer = ByteBuffer.wrap(wire);
    for (int i = 0; i + Integer.BYTES <= wire.length; i++) {
      if (buffer.getInt(i) == MARKED_TTL) {
        buffer.putInt(i, Integer.MIN_VALUE);
      }
    }
    return wire;
  }

  private static Harm empty(HostileTarget target, int rcode) {
    return Harm.silence(target.host(), target.type())
        .and(Harm.rcode(target.host(), target.type(), rcode));
  }

  private static Harm soaOnly(HostileTarget target, int rcode) {
    Harm any = (world, question, message) -> DenialHarm.soaOnly(world, question);
    return any.onlyFor(target.host(), target.type())
        .and(Harm.rcode(target.host(), target.type(), rcode));
  }

  private static Harm garbage(String signer, int count) {
    Name by = TestNames.of(signer);
    return Harm.sets(DATA, (world, set) -> List.of(Harm.withGarbage(world, set, by, count)));
  }

  private static Harm keys(List<TestKey> keys) {
    return KeyHarm.addKeys(SIGNED, keys.toArray(TestKey[]::new));
  }

  private static NSEC3Record salted(NSEC3Record record) {
    return DenialHarm.nsec3(
        record,
        record.getHashAlgorithm(),
        record.getFlags(),
        record.getIterations(),
        TestKeys.stretch("salt", 255));
  }

  /** A chain of aliases as long as a message can be, which the rogue's address would end. */
  private static Message cnames(HostileTarget target) {
    Message message = SignedWorld.empty(target.question());
    Name owner = asked(target);
    for (int i = 0; i < 2_500; i++) {
      Name next = TestNames.of("c" + i + "." + SIGNED);
      message.addRecord(new CNAMERecord(owner, DClass.IN, 300, next), Section.ANSWER);
      owner = next;
    }
    message.addRecord(address(owner, 66), Section.ANSWER);
    return message;
  }

  private static Message addresses(SignedWorld world, Question question, Message message) {
    Message flooded = message.clone();
    if (question.type() == Type.A) {
      for (int i = 0; i < 3_500; i++) {
        flooded.addRecord(address(Dnsjava.name(question), i), Section.ANSWER);
      }
    }
    return flooded;
  }

  private static Record address(Name owner, int number) {
    byte[] address = {(byte) 203, 0, (byte) (number >> 8), (byte) number};
    return Record.newRecord(owner, Type.A, DClass.IN, 300, address);
  }
}
