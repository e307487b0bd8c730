package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A message taken apart so that it can be changed: header, question, and two lists of records.
 * Mutable.
 */
final class Sections {
  private final Header header;
  private Record question;
  private final List<Record> answer;
  private final List<Record> authority;
  private final List<Record> additional;

  private Sections(Message message) {
    header = message.getHeader().clone();
    question = message.getQuestion();
    answer = new ArrayList<>(message.getSection(Section.ANSWER));
    authority = new ArrayList<>(message.getSection(Section.AUTHORITY));
    additional = List.copyOf(message.getSection(Section.ADDITIONAL));
  }

  static Sections of(Message message) {
    return new Sections(message);
  }

  Header header() {
    return header;
  }

  Record question() {
    return question;
  }

  void question(Record newQuestion) {
    question = newQuestion;
  }

  List<Record> answer() {
    return answer;
  }

  List<Record> authority() {
    return authority;
  }

  /** Answer, then authority; a copy. */
  List<Record> all() {
    List<Record> all = new ArrayList<>(answer);
    all.addAll(authority);
    return all;
  }

  Message toMessage() {
    Message message = new Message(header.getID());
    for (int flag = 0; flag < 16; flag++) {
      boolean isFlag = flag == 0 || (flag >= 5 && flag <= 11 && flag != 9);
      if (isFlag && header.getFlag(flag)) {
        message.getHeader().setFlag(flag);
      }
    }
    message.getHeader().setOpcode(header.getOpcode());
    message.getHeader().setRcode(header.getRcode());
    message.addRecord(question, Section.QUESTION);
    answer.forEach(record -> message.addRecord(record, Section.ANSWER));
    authority.forEach(record -> message.addRecord(record, Section.AUTHORITY));
    additional.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
    return message;
  }

  /** The records grouped by owner and (covered) type, in the order of their first appearance. */
  static List<RecordSet> group(List<Record> records) {
    record Key(Name owner, int type) {}
    Map<Key, List<Record>> data = new LinkedHashMap<>();
    Map<Key, List<RRSIGRecord>> signatures = new LinkedHashMap<>();
    for (Record record : records) {
      Key key = new Key(record.getName(), coveredType(record));
      data.computeIfAbsent(key, k -> new ArrayList<>());
      signatures.computeIfAbsent(key, k -> new ArrayList<>());
      if (record instanceof RRSIGRecord rrsig) {
        signatures.get(key).add(rrsig);
      } else {
        data.get(key).add(record);
      }
    }
    List<RecordSet> sets = new ArrayList<>();
    data.forEach(
        (key, own) -> sets.add(new RecordSet(key.owner(), key.type(), own, signatures.get(key))));
    return sets;
  }

  static void fill(List<Record> section, List<RecordSet> sets) {
    section.clear();
    sets.forEach(set -> section.addAll(set.all()));
  }

  private static int coveredType(Record record) {
    return record instanceof RRSIGRecord rrsig && record.getType() == Type.RRSIG
        ? rrsig.getTypeCovered()
        : record.getType();
  }
}
