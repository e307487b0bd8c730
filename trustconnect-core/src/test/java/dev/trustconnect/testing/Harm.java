package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * One thing done to the answers of a world: a pure function from a good message to a bad one.
 *
 * <p>A harm that is aimed at an RRset hits it in every answer it appears in. Those that need keys
 * sign with the world's own, so that what is wrong is only what the harm is named after. More of
 * them: {@link KeyHarm}, {@link DenialHarm}, {@link RandomChange}.
 */
@FunctionalInterface
public interface Harm {
  /** The message that is sent instead of {@code message}, the answer to {@code question} so far. */
  Message apply(SignedWorld world, Question question, Message message);

  /** This harm, then {@code next}. */
  default Harm and(Harm next) {
    return (world, question, message) ->
        next.apply(world, question, apply(world, question, message));
  }

  /** This harm on the answer to one question only. */
  default Harm onlyFor(String name, int type) {
    return (world, question, message) ->
        question.equals(question(name, type)) ? apply(world, question, message) : message;
  }

  /** Nothing is done. */
  static Harm none() {
    return (world, question, message) -> message;
  }

  /**
   * Every RRset that {@code where} picks becomes what {@code change} makes of it; an empty list
   * drops it.
   */
  static Harm sets(
      Predicate<RecordSet> where, BiFunction<SignedWorld, RecordSet, List<RecordSet>> change) {
    return (world, question, message) -> {
      Sections sections = Sections.of(message);
      for (List<Record> section : List.of(sections.answer(), sections.authority())) {
        List<RecordSet> changed = new ArrayList<>();
        for (RecordSet set : Sections.group(section)) {
          changed.addAll(where.test(set) ? change.apply(world, set) : List.of(set));
        }
        Sections.fill(section, changed);
      }
      return sections.toMessage();
    };
  }

  /** Picks the RRset of this owner and type. */
  static Predicate<RecordSet> at(String name, int type) {
    Name owner = TestNames.of(name);
    return set -> set.type() == type && set.owner().equals(owner);
  }

  /** A question by name, with or without its last dot, and type. */
  static Question question(String name, int type) {
    return Dnsjava.question(TestNames.of(name), type);
  }

  // Stripping.

  /** The RRset travels without signatures. */
  static Harm dropRrsigs(String name, int type) {
    return sets(at(name, type), (world, set) -> List.of(set.unsigned()));
  }

  /** No answer has signatures, as if the upstream didn't know DO. */
  static Harm dropAllRrsigs() {
    return sets(set -> true, (world, set) -> List.of(set.unsigned()));
  }

  /** The RRset and its signatures are gone. */
  static Harm dropRrset(String name, int type) {
    return sets(at(name, type), (world, set) -> List.of());
  }

  /** All RRsets of this type and their signatures are gone. */
  static Harm dropRrset(int type) {
    return sets(set -> set.type() == type, (world, set) -> List.of());
  }

  // Altering without a key.

  /** One bit of every signature over the RRset is turned. */
  static Harm flipSignatureByte(String name, int type) {
    return eachSignature(
        name,
        type,
        rrsig -> {
          byte[] signature = rrsig.getSignature().clone();
          signature[signature.length / 2] ^= 0x10;
          return RecordEdits.withSignature(rrsig, signature);
        });
  }

  /** The last bit of the first record's data is turned, under the old signatures. */
  static Harm flipRdataByte(String name, int type) {
    return replace(
        name,
        type,
        records -> {
          List<Record> changed = new ArrayList<>(records);
          changed.set(0, RecordEdits.required(RecordEdits.withFlippedByte(records.get(0), -1)));
          return changed;
        });
  }

  /** The RRset's records become others, under the old signatures. */
  static Harm replace(String name, int type, UnaryOperator<List<Record>> change) {
    return sets(
        at(name, type),
        (world, set) ->
            List.of(
                new RecordSet(
                    set.owner(), set.type(), change.apply(set.records()), set.signatures())));
  }

  /** Each signature over the RRset becomes another, the records stay. */
  static Harm eachSignature(String name, int type, UnaryOperator<RRSIGRecord> change) {
    return sets(
        at(name, type),
        (world, set) -> List.of(set.signedBy(set.signatures().stream().map(change).toList())));
  }

  /** The TTL on the wire, of records and signatures alike, becomes {@code seconds}. */
  static Harm ttl(String name, int type, long seconds) {
    return sets(
        at(name, type), (world, set) -> List.of(set.map(r -> RecordEdits.withTtl(r, seconds))));
  }

  // Signing anew.

  /** Signs the RRset again with the fields that {@code change} makes of the old ones. */
  static Harm resignWith(String name, int type, UnaryOperator<SignatureFields> change) {
    return sets(at(name, type), (world, set) -> List.of(resignedWith(world, set, change)));
  }

  /**
   * The RRset becomes another and is signed as the old one was: well signed, wrong in what it says.
   */
  static Harm resign(String name, int type, UnaryOperator<List<Record>> change) {
    return sets(
        at(name, type), (world, set) -> List.of(resigned(world, set, change.apply(set.records()))));
  }

  /**
   * {@code records} in the place of those of {@code set}, signed with the fields that {@code set}
   * was signed with.
   */
  static RecordSet resigned(SignedWorld world, RecordSet set, List<Record> records) {
    RecordSet unsigned = new RecordSet(set.owner(), set.type(), records, set.signatures());
    return resignedWith(world, unsigned, UnaryOperator.identity());
  }

  /**
   * {@code set} signed again with changed fields; signatures that travel without their records
   * stay.
   */
  static RecordSet resignedWith(
      SignedWorld world, RecordSet set, UnaryOperator<SignatureFields> change) {
    if (set.records().isEmpty()) {
      return set;
    }
    return set.signedBy(
        set.signatures().stream()
            .map(rrsig -> change.apply(world.signatureFieldsOf(rrsig)).sign(set.records()))
            .toList());
  }

  /** The signatures were valid until yesterday. */
  static Harm expire(String name, int type) {
    return window(name, type, -10, -1);
  }

  /** The signatures are valid from tomorrow. */
  static Harm notYetValid(String name, int type) {
    return window(name, type, 1, 10);
  }

  /** The signatures are valid from and until so many days from the world's time. */
  static Harm window(String name, int type, int fromDays, int untilDays) {
    return sets(
        at(name, type),
        (world, set) -> {
          Instant from = world.now().plusSeconds(fromDays * 86_400L);
          Instant until = world.now().plusSeconds(untilDays * 86_400L);
          return List.of(resignedWith(world, set, fields -> fields.withWindow(from, until)));
        });
  }

  /** The right key signs, but names {@code signer} as its zone. */
  static Harm wrongSigner(String name, int type, String signer) {
    return resignWith(name, type, fields -> fields.withSigner(TestNames.of(signer)));
  }

  /** Another zone signs, properly, with its own key and name. */
  static Harm signedByZone(String name, int type, String zone) {
    return sets(
        at(name, type),
        (world, set) -> {
          SignedZone other = world.zone(zone);
          TestKey key = other.keys().get(other.keys().size() - 1);
          return List.of(
              resignedWith(world, set, fields -> fields.withKey(key).withSigner(other.apex())));
        });
  }

  /** The right key signs under a tag that isn't its own. */
  static Harm wrongKeyTag(String name, int type) {
    return resignWith(name, type, fields -> fields.withKeyTag((fields.keyTag() + 1) & 0xFFFF));
  }

  // Adding.

  /**
   * {@code count} signatures of noise by {@code signer}, with the key tags of the real ones, go
   * before those.
   */
  static Harm garbageRrsigs(String name, int type, String signer, int count) {
    return sets(
        at(name, type),
        (world, set) -> List.of(withGarbage(world, set, TestNames.of(signer), count)));
  }

  /** {@code set} with {@code count} signatures of noise by {@code signer} before its own. */
  static RecordSet withGarbage(SignedWorld world, RecordSet set, Name signer, int count) {
    List<RRSIGRecord> signatures = new ArrayList<>();
    for (int i = 0; i < count && !set.signatures().isEmpty(); i++) {
      RRSIGRecord model = set.signatures().get(i % set.signatures().size());
      byte[] noise =
          TestKeys.stretch(
              "garbage " + i + set.owner().toString(true), model.getSignature().length);
      SignatureFields fields = world.signatureFieldsOf(model).withSigner(signer);
      signatures.add(RecordEdits.withSignature(fields.sign(set.records()), noise));
    }
    signatures.addAll(set.signatures());
    return set.signedBy(signatures);
  }

  /**
   * {@code count} signatures that are right but for one bit, each another one, go before the real
   * ones: unlike noise they cost a whole verification, whatever the algorithm.
   */
  static Harm almostRightRrsigs(String name, int type, int count) {
    return sets(
        at(name, type),
        (world, set) -> {
          List<RRSIGRecord> signatures = new ArrayList<>();
          for (int i = 0; i < count && !set.signatures().isEmpty(); i++) {
            RRSIGRecord model = set.signatures().get(i % set.signatures().size());
            byte[] almost = model.getSignature().clone();
            almost[1 + i / 8] ^= (byte) (1 << (i % 8));
            signatures.add(RecordEdits.withSignature(model, almost));
          }
          signatures.addAll(set.signatures());
          return List.of(set.signedBy(signatures));
        });
  }

  /**
   * The question is answered with one record and a made-up signature by every zone that there might
   * be above it.
   */
  static Harm signedByAllAbove(String name, int type, String data) {
    Name owner = TestNames.of(name);
    List<Record> records = new ArrayList<>(records(name, type, 60, data));
    for (int skip = 1; skip < owner.labels() - 2; skip++) {
      String signature =
          "%s 13 %d 60 20260701000000 20260501000000 1 %s AAAA"
              .formatted(Type.string(type), owner.labels() - 1, new Name(owner, skip));
      records.addAll(records(name, Type.RRSIG, 60, signature));
    }
    Sections answer = Sections.of(SignedWorld.empty(question(name, type)));
    answer.answer().addAll(records);
    return answerWith(question(name, type), answer.toMessage());
  }

  // Swapping and silencing.

  /** The question is answered with {@code message}, whatever the world says. */
  static Harm answerWith(Question asked, Message message) {
    return (world, question, honest) -> question.equals(asked) ? message.clone() : honest;
  }

  /**
   * The question is answered with the records of another question's answer, under the name of ours.
   */
  static Harm answerOf(Question asked, Question other) {
    return (world, question, message) -> {
      if (!question.equals(asked)) {
        return message;
      }
      Sections swapped = Sections.of(world.honest(Dnsjava.name(other), other.type()));
      swapped.question(message.getQuestion());
      return swapped.toMessage();
    };
  }

  /**
   * {@code a} is answered with what belongs to {@code b} and the other way round, owners as they
   * are.
   */
  static Harm swapAnswers(String a, String b, int type) {
    return answerOf(question(a, type), question(b, type))
        .and(answerOf(question(b, type), question(a, type)));
  }

  /** {@code name} gets the records and signatures of {@code source}, put under its own name. */
  static Harm reown(String name, String source, int type) {
    return (world, question, message) -> {
      Name owner = TestNames.of(name);
      RecordSet stolen = world.zoneFor(TestNames.of(source), type).find(TestNames.of(source), type);
      if (!Dnsjava.name(question).equals(owner) || question.type() != type || stolen == null) {
        return message;
      }
      Sections sections = Sections.of(SignedWorld.empty(question));
      sections.answer().addAll(stolen.at(owner).all());
      return sections.toMessage();
    };
  }

  /** NOERROR with nothing in it. */
  static Harm silence(String name, int type) {
    return answerWith(question(name, type), SignedWorld.empty(question(name, type)));
  }

  /** The response code of one answer becomes another, the records stay. */
  static Harm rcode(String name, int type, int rcode) {
    Harm any =
        (world, question, message) -> {
          Message changed = message.clone();
          changed.getHeader().setRcode(rcode);
          return changed;
        };
    return any.onlyFor(name, type);
  }

  /** The response says it answers another question. */
  static Harm questionMismatch(String name, int type, String otherName, int otherType) {
    Harm any =
        (world, question, message) -> {
          Sections sections = Sections.of(message);
          sections.question(Record.newRecord(TestNames.of(otherName), otherType, DClass.IN));
          return sections.toMessage();
        };
    return any.onlyFor(name, type);
  }

  // Aliases.

  /**
   * The CNAME synthesised for {@code name} leads to {@code target} instead of where the DNAME says.
   */
  static Harm wrongSynthesis(String name, String target) {
    Name elsewhere = TestNames.of(target);
    return replace(
        name,
        Type.CNAME,
        records ->
            records.stream()
                .map(r -> RecordEdits.required(RecordEdits.withRdata(r, elsewhere.toWire())))
                .toList());
  }

  /**
   * Zone-file data of one type as records of {@code name}, for {@link #replace} and {@link
   * #resign}.
   */
  static List<Record> records(String name, int type, long ttlSeconds, String... data) {
    Name owner = TestNames.of(name);
    return Arrays.stream(data)
        .map(d -> ZoneBuilder.read(owner, type, ttlSeconds, d, Name.root))
        .toList();
  }
}
