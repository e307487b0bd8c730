package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that make a validator try many records against many others. */
final class Multiplying {
  private Multiplying() {}

  /** DS records with the key's tag that match no key, ahead of the DS record that matches. */
  static Harm wrongDs(TestKey key, String zone, int count) {
    return Harm.resign(
        zone,
        Type.DS,
        old -> {
          List<Record> more = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            String data = "%d %d 2 %064x".formatted(key.tag(), key.algorithm(), i);
            more.addAll(Harm.records(zone, Type.DS, 60, data));
          }
          more.addAll(old);
          return more;
        });
  }

  /** Each NSEC3, validly signed, comes with as many salts. */
  static Harm salts(int count) {
    return Harm.sets(
        set -> set.type() == Type.NSEC3,
        (world, set) -> {
          NSEC3Record old = (NSEC3Record) set.records().get(0);
          List<Record> salted = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            byte[] salt = {(byte) (i >> 8), (byte) i};
            salted.add(
                new NSEC3Record(
                    old.getName(),
                    DClass.IN,
                    old.getTTL(),
                    old.getHashAlgorithm(),
                    0,
                    0,
                    salt,
                    old.getNext(),
                    old.getTypes()));
          }
          return List.of(Harm.resigned(world, set, salted));
        });
  }

  /** As many sets of 256 addresses as are asked for, the first one under the name itself. */
  static Harm sets(String owner, int count) {
    List<Record> records = new ArrayList<>();
    for (int set = 0; set < count; set++) {
      String name = set == 0 ? owner : "n" + set + "." + owner;
      for (int i = 0; i < 256; i++) {
        records.addAll(Harm.records(name, Type.A, 60, "10.0." + set + "." + i));
      }
    }
    Question asked = Worlds.question(owner, Type.A);
    Message answer = SignedWorld.empty(asked);
    records.forEach(record -> answer.addRecord(record, Section.ANSWER));
    return Harm.answerWith(asked, answer);
  }
}
