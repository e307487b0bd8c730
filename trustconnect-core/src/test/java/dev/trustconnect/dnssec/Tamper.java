package dev.trustconnect.dnssec;

import dev.trustconnect.testing.Harm;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Harms to a whole message, for rules that no RRset alone can break. */
final class Tamper {
  private Tamper() {}

  /** The answer to one question after {@code change}. */
  static Harm message(String name, int type, Consumer<Message> change) {
    Harm any =
        (world, question, message) -> {
          Message changed = message.clone();
          change.accept(changed);
          return changed;
        };
    return any.onlyFor(name, type);
  }

  /** The records, unsigned, travel in one section of the answer to one question. */
  static Harm add(String name, int type, int section, List<Record> records) {
    return message(name, type, m -> records.forEach(record -> m.addRecord(record, section)));
  }

  /** What an honest answer to another question holds goes into the answer to this one. */
  static Harm graft(
      String name, int type, Question donor, BiConsumer<Message, Message> changeByDonor) {
    Harm any =
        (world, question, message) -> {
          Message changed = message.clone();
          changeByDonor.accept(changed, world.honest(donor.name(), donor.type()));
          return changed;
        };
    return any.onlyFor(name, type);
  }

  /**
   * The question is answered with an absence that is denied by the NSECs of {@code owners}, as they
   * stand in their zone.
   */
  static Harm deniedByNsecOf(String name, int type, int rcode, String... owners) {
    Harm any =
        (world, question, message) -> {
          Message denial = blankLike(message, rcode);
          for (String owner : owners) {
            world.honest(name(owner), Type.NSEC).getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name(owner)))
                .forEach(record -> denial.addRecord(record, Section.AUTHORITY));
          }
          return denial;
        };
    return any.onlyFor(name, type);
  }

  /** The same header and question with another response code, and nothing in it. */
  static Message blankLike(Message message, int rcode) {
    Message blank = new Message(message.getHeader().getID());
    blank.getHeader().setFlag(Flags.QR);
    blank.getHeader().setRcode(rcode);
    blank.addRecord(message.getQuestion(), Section.QUESTION);
    return blank;
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException malformed) {
      throw new IllegalArgumentException(text, malformed);
    }
  }

  static Record question(String name, int type, int dclass) {
    return Record.newRecord(name(name), type, dclass);
  }
}
