package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bouncycastle.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Harms to proofs of absence, and absences made up. */
public final class DenialHarm {
  private DenialHarm() {}

  /** Every NSEC and NSEC3 is gone. */
  public static Harm strippedDenial() {
    return Harm.dropRrset(Type.NSEC).and(Harm.dropRrset(Type.NSEC3));
  }

  /** The one NSEC or NSEC3 at this place in AUTHORITY (counted from 0) is gone. */
  public static Harm dropProof(String name, int type, int index) {
    Harm any =
        (world, question, message) -> {
          Sections sections = Sections.of(message);
          List<RecordSet> sets = new ArrayList<>(Sections.group(sections.authority()));
          List<RecordSet> proofs = sets.stream().filter(DenialHarm::isProof).toList();
          if (index >= proofs.size()) {
            throw new IllegalArgumentException(
                question + " is denied by only " + proofs.size() + " proofs");
          }
          sets.remove(proofs.get(index));
          Sections.fill(sections.authority(), sets);
          return sections.toMessage();
        };
    return any.onlyFor(name, type);
  }

  private static boolean isProof(RecordSet set) {
    return set.type() == Type.NSEC || set.type() == Type.NSEC3;
  }

  /** The signed SOA of the zone and nothing else. */
  static Message soaOnly(SignedWorld world, Question question) {
    Sections sections = Sections.of(SignedWorld.empty(question));
    SignedZone zone = world.zoneFor(Dnsjava.name(question), question.type());
    RecordSet soa = zone.find(zone.apex(), Type.SOA);
    if (soa != null) {
      sections.authority().addAll(soa.all());
    }
    return sections.toMessage();
  }

  /** An existing name is said not to exist, with the honest proof that {@code absent} doesn't. */
  public static Harm forgedNxdomain(String name, int type, String absent) {
    return Harm.answerOf(Harm.question(name, type), Harm.question(absent, type))
        .and(Harm.rcode(name, type, Rcode.NXDOMAIN));
  }

  /** An existing type is said not to exist, with the honest proof that {@code other} lacks it. */
  public static Harm forgedNodata(String name, int type, String other) {
    return Harm.answerOf(Harm.question(name, type), Harm.question(other, type))
        .and(Harm.rcode(name, type, Rcode.NOERROR));
  }

  /**
   * An existing name is answered from the wildcard {@code wildcard}, signature and all.
   *
   * @param proofFrom a name the wildcard does answer, whose proof is shown; empty for no proof at
   *     all
   */
  public static Harm wildcardReplay(String name, int type, String wildcard, String proofFrom) {
    Harm any =
        Harm.reown(name, wildcard, type)
            .and(
                (world, question, message) -> {
                  if (proofFrom.isEmpty()) {
                    return message;
                  }
                  Sections sections = Sections.of(message);
                  Sections donor = Sections.of(world.honest(TestNames.of(proofFrom), type));
                  sections.authority().addAll(donor.authority());
                  return sections.toMessage();
                });
    return any.onlyFor(name, type);
  }

  /** The DS question is answered from the child's side: its own apex says it has no DS. */
  public static Harm childApexDeniesDs(String zone) {
    Harm any =
        (world, question, message) -> {
          Reply reply = new Reply();
          SignedZone child = world.zone(zone);
          if (child.answer(child.apex(), Type.DS, reply) != null) {
            throw new IllegalStateException("an apex is no alias");
          }
          return reply.toMessage(Dnsjava.name(question), question.type());
        };
    return any.onlyFor(zone, Type.DS);
  }

  /**
   * A name of a child zone is denied by the parent, with the record that stands at the zone cut.
   *
   * @param rcode NXDOMAIN, or NOERROR for "no such type"
   */
  public static Harm parentDenies(String name, int type, String cut, int rcode) {
    Harm any =
        (world, question, message) -> {
          Name apex = TestNames.of(cut);
          SignedZone parent = world.zoneFor(apex, Type.DS);
          Sections sections = Sections.of(SignedWorld.empty(question));
          sections.header().setRcode(rcode);
          RecordSet soa = parent.find(parent.apex(), Type.SOA);
          if (soa != null) {
            sections.authority().addAll(soa.all());
          }
          parent.proofAt(apex).forEach(proof -> sections.authority().addAll(proof.all()));
          return sections.toMessage();
        };
    return any.onlyFor(name, type);
  }

  /** Each NSEC3 of {@code zone} says another hash algorithm, well signed. */
  public static Harm nsec3Hash(String zone, int hash) {
    return eachNsec3(zone, r -> nsec3(r, hash, r.getFlags(), r.getIterations(), salt(r)));
  }

  /** Each NSEC3 of {@code zone} has these flags, well signed. */
  public static Harm nsec3Flags(String zone, int flags) {
    return eachNsec3(zone, r -> nsec3(r, r.getHashAlgorithm(), flags, r.getIterations(), salt(r)));
  }

  /**
   * Each NSEC3 of {@code zone} claims so many iterations, well signed; the hashes stay those of the
   * zone.
   */
  public static Harm nsec3Iterations(String zone, int iterations) {
    return eachNsec3(zone, r -> nsec3(r, r.getHashAlgorithm(), r.getFlags(), iterations, salt(r)));
  }

  /**
   * The NSEC3 of {@code zone} with the lowest owner hash has another salt than the rest, well
   * signed.
   */
  public static Harm mixedNsec3(String zone) {
    Name apex = TestNames.of(zone);
    return (world, question, message) -> {
      List<RecordSet> proofs =
          Sections.group(Sections.of(message).authority()).stream()
              .filter(set -> set.type() == Type.NSEC3 && in(set.owner(), apex))
              .sorted((a, b) -> a.owner().compareTo(b.owner()))
              .toList();
      if (proofs.isEmpty()) {
        return message;
      }
      Name odd = proofs.get(0).owner();
      UnaryOperator<NSEC3Record> otherSalt =
          r ->
              nsec3(
                  r,
                  r.getHashAlgorithm(),
                  r.getFlags(),
                  r.getIterations(),
                  Arrays.append(salt(r), (byte) 7));
      return nsec3At(odd::equals, otherSalt).apply(world, question, message);
    };
  }

  /** Each NSEC3 of {@code zone} becomes what {@code change} makes of it, well signed. */
  public static Harm eachNsec3(String zone, UnaryOperator<NSEC3Record> change) {
    Name apex = TestNames.of(zone);
    return nsec3At(owner -> in(owner, apex), change);
  }

  private static Harm nsec3At(Predicate<Name> where, UnaryOperator<NSEC3Record> change) {
    return Harm.sets(
        set -> set.type() == Type.NSEC3 && where.test(set.owner()),
        (world, set) ->
            List.of(
                Harm.resigned(
                    world,
                    set,
                    set.records().stream()
                        .map(record -> (Record) change.apply((NSEC3Record) record))
                        .toList())));
  }

  /** Each NSEC at {@code owner} has these types and this next name, well signed. */
  public static Harm nsec(String owner, String next, int... types) {
    Name nextName = TestNames.of(next);
    return Harm.resign(
        owner,
        Type.NSEC,
        records ->
            records.stream()
                .map(
                    r ->
                        (Record)
                            new NSECRecord(r.getName(), DClass.IN, r.getTTL(), nextName, types))
                .toList());
  }

  /** The same NSEC3 with other parameters. */
  public static NSEC3Record nsec3(NSEC3Record r, int hash, int flags, int iterations, byte[] salt) {
    return new NSEC3Record(
        r.getName(),
        DClass.IN,
        r.getTTL(),
        hash,
        flags,
        iterations,
        salt,
        r.getNext(),
        r.getTypes());
  }

  private static byte[] salt(NSEC3Record record) {
    byte[] salt = record.getSalt();
    return salt == null ? new byte[0] : salt;
  }

  private static boolean in(Name hashedOwner, Name apex) {
    return ZoneTree.parent(hashedOwner).equals(apex);
  }
}
