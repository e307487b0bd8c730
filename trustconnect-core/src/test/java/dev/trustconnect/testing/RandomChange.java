package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * One random change to one answer, and a sentence that says which.
 *
 * <p>Without a key: what an upstream, or anyone between it and the zones, could do. The same
 * message and the same random numbers give the same change. The change can be one that does no
 * harm, such as another order.
 *
 * @param message the answer after the change
 * @param sentence what was done, for the failure message of a test
 */
public record RandomChange(Message message, String sentence) {

  /** A way to change; says null if this message has nothing of the kind. */
  @FunctionalInterface
  private interface Way {
    @Nullable String change(Sections sections, Dice dice);
  }

  private static final List<Way> WAYS =
      List.of(
          RandomChange::dropRecord,
          RandomChange::dropRrset,
          RandomChange::dropSection,
          RandomChange::alterRdata,
          RandomChange::alterRdata, // the most telling ones get more turns
          RandomChange::alterSignature,
          RandomChange::alterSignatureField,
          RandomChange::alterSignatureField,
          RandomChange::reorder,
          RandomChange::moveBetweenSections,
          RandomChange::duplicate,
          RandomChange::swapOwners,
          RandomChange::reown,
          RandomChange::reown,
          RandomChange::stripSignatures,
          RandomChange::stripAllSignatures,
          RandomChange::swapSignatures,
          RandomChange::changeTtl,
          RandomChange::addForged,
          RandomChange::changeRcode,
          RandomChange::changeQuestion,
          RandomChange::flipFlag,
          RandomChange::answerOfAnother,
          RandomChange::addFromAnother);

  private record Dice(List<Message> others, SplittableRandom random) {
    int below(int bound) {
      return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
      return choices.get(below(choices.size()));
    }

    /** A section that isn't empty, or null. */
    @Nullable List<Record> section(Sections sections) {
      List<List<Record>> full = new ArrayList<>();
      for (List<Record> section : List.of(sections.answer(), sections.authority())) {
        if (!section.isEmpty()) {
          full.add(section);
        }
      }
      return full.isEmpty() ? null : oneOf(full);
    }
  }

  /**
   * Changes {@code message} in one way.
   *
   * @param others answers of the same world to borrow records and names from; at least one
   */
  public static RandomChange of(Message message, List<Message> others, SplittableRandom random) {
    Dice dice = new Dice(others, random);
    while (true) {
      Sections sections = Sections.of(message);
      String sentence = dice.oneOf(WAYS).change(sections, dice);
      if (sentence != null) {
        return new RandomChange(sections.toMessage(), sentence);
      }
    }
  }

  private static @Nullable String dropRecord(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    return "dropped " + section.remove(dice.below(section.size()));
  }

  private static @Nullable String dropRrset(Sections sections, Dice dice) {
    return oneSet(sections, dice, "dropped the RRset", set -> List.of());
  }

  private static @Nullable String dropSection(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    String which = section == sections.answer() ? "ANSWER" : "AUTHORITY";
    section.clear();
    return "emptied " + which;
  }

  private static @Nullable String alterRdata(Sections sections, Dice dice) {
    return oneRecord(
        sections,
        dice,
        "altered the data of",
        record -> {
          byte[] rdata = RecordEdits.rdata(record);
          if (rdata.length == 0) {
            return null;
          }
          rdata[dice.below(rdata.length)] ^= (byte) (1 << dice.below(8));
          return RecordEdits.withRdata(record, rdata);
        });
  }

  private static @Nullable String alterSignature(Sections sections, Dice dice) {
    return oneRecord(
        sections,
        dice,
        "altered the signature in",
        record -> {
          if (!(record instanceof RRSIGRecord rrsig)) {
            return null;
          }
          byte[] signature = rrsig.getSignature().clone();
          return switch (dice.below(4)) {
            case 0 -> RecordEdits.withSignature(rrsig, new byte[signature.length]);
            case 1 ->
                RecordEdits.withSignature(rrsig, Arrays.copyOf(signature, signature.length - 1));
            case 2 ->
                RecordEdits.withSignature(rrsig, Arrays.copyOf(signature, signature.length + 1));
            default -> {
              signature[dice.below(signature.length)] ^= (byte) (1 << dice.below(8));
              yield RecordEdits.withSignature(rrsig, signature);
            }
          };
        });
  }

  /**
   * Type covered, algorithm, labels, original TTL, expiration, inception, tag: the 18 bytes before
   * the signer.
   */
  private static @Nullable String alterSignatureField(Sections sections, Dice dice) {
    return oneRecord(
        sections,
        dice,
        "altered a field of",
        record -> {
          if (!(record instanceof RRSIGRecord)) {
            return null;
          }
          byte[] rdata = RecordEdits.rdata(record);
          int[] oneByteEach = {1, 2, 3, 7, 6, 8, 11, 12, 15, 16, 17};
          rdata[oneByteEach[dice.below(oneByteEach.length)]] += (byte) (1 - 2 * dice.below(2));
          return RecordEdits.withRdata(record, rdata);
        });
  }

  private static @Nullable String reorder(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null || section.size() < 2) {
      return null;
    }
    for (int i = section.size() - 1; i > 0; i--) {
      Collections.swap(section, i, dice.below(i + 1));
    }
    return "shuffled a section";
  }

  private static @Nullable String moveBetweenSections(Sections sections, Dice dice) {
    List<Record> from = dice.section(sections);
    if (from == null) {
      return null;
    }
    List<Record> to = from == sections.answer() ? sections.authority() : sections.answer();
    List<RecordSet> sets = new ArrayList<>(Sections.group(from));
    RecordSet moved = sets.remove(dice.below(sets.size()));
    Sections.fill(from, sets);
    to.addAll(moved.all());
    return "moved to the other section: " + moved.all();
  }

  private static @Nullable String duplicate(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    Record twice = dice.oneOf(section);
    section.add(twice);
    return "repeated " + twice;
  }

  private static @Nullable String swapOwners(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    List<RecordSet> sets = new ArrayList<>(Sections.group(section));
    int a = dice.below(sets.size());
    int b = dice.below(sets.size());
    Name first = sets.get(a).owner();
    Name second = sets.get(b).owner();
    if (first.equals(second)) {
      return null;
    }
    sets.set(a, sets.get(a).at(second));
    sets.set(b, sets.get(b).at(first));
    Sections.fill(section, sets);
    return "swapped RRsets between " + first + " and " + second;
  }

  private static @Nullable String reown(Sections sections, Dice dice) {
    Name owner = dice.oneOf(dice.others()).getQuestion().getName();
    return oneSet(sections, dice, "put under the name " + owner, set -> List.of(set.at(owner)));
  }

  private static @Nullable String stripSignatures(Sections sections, Dice dice) {
    return oneSet(sections, dice, "took the signatures off", set -> List.of(set.unsigned()));
  }

  private static @Nullable String stripAllSignatures(Sections sections, Dice dice) {
    boolean any = sections.answer().removeIf(RRSIGRecord.class::isInstance);
    any |= sections.authority().removeIf(RRSIGRecord.class::isInstance);
    return any ? "took all signatures off" : null;
  }

  private static @Nullable String swapSignatures(Sections sections, Dice dice) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    List<RecordSet> sets = new ArrayList<>(Sections.group(section));
    int a = dice.below(sets.size());
    int b = dice.below(sets.size());
    RecordSet first = sets.get(a);
    RecordSet second = sets.get(b);
    if (a == b || first.signatures().equals(second.signatures())) {
      return null;
    }
    sets.set(a, first.signedBy(second.signatures()));
    sets.set(b, second.signedBy(first.signatures()));
    Sections.fill(section, sets);
    return "swapped signatures between " + first.all() + " and " + second.all();
  }

  private static @Nullable String changeTtl(Sections sections, Dice dice) {
    long ttl = dice.oneOf(List.of(0L, 1L, 86_400L, 0x7FFFFFFFL));
    return oneSet(
        sections,
        dice,
        "set the TTL to " + ttl + " on",
        set -> List.of(set.map(record -> RecordEdits.withTtl(record, ttl))));
  }

  private static @Nullable String addForged(Sections sections, Dice dice) {
    List<Record> forgeable = new ArrayList<>();
    for (Record record : sections.all()) {
      if (!(record instanceof RRSIGRecord) && RecordEdits.rdata(record).length > 0) {
        forgeable.add(record);
      }
    }
    if (forgeable.isEmpty()) {
      return null;
    }
    Record model = dice.oneOf(forgeable);
    byte[] rdata = RecordEdits.rdata(model);
    rdata[rdata.length - 1] ^= (byte) (1 + dice.below(255));
    Record forged = RecordEdits.withRdata(model, rdata);
    if (forged == null) {
      return null;
    }
    List<Record> section =
        sections.answer().contains(model) ? sections.answer() : sections.authority();
    section.add(section.indexOf(model) + dice.below(2), forged);
    return "added the forged " + forged;
  }

  private static String changeRcode(Sections sections, Dice dice) {
    int before = sections.header().getRcode();
    int rcode =
        dice.oneOf(
            List.of(Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.SERVFAIL, Rcode.REFUSED, Rcode.YXDOMAIN));
    int changed = rcode == before ? Rcode.FORMERR : rcode;
    sections.header().setRcode(changed);
    return "changed the rcode to " + Rcode.string(changed);
  }

  private static @Nullable String changeQuestion(Sections sections, Dice dice) {
    Record question = dice.oneOf(dice.others()).getQuestion();
    if (question.equals(sections.question())) {
      return null;
    }
    sections.question(Record.newRecord(question.getName(), question.getType(), DClass.IN));
    return "changed the question to " + question;
  }

  private static String flipFlag(Sections sections, Dice dice) {
    int flag = dice.oneOf(List.of((int) Flags.AD, (int) Flags.AA, (int) Flags.CD, (int) Flags.TC));
    if (sections.header().getFlag(flag)) {
      sections.header().unsetFlag(flag);
    } else {
      sections.header().setFlag(flag);
    }
    return "flipped the flag " + Flags.string(flag);
  }

  private static @Nullable String answerOfAnother(Sections sections, Dice dice) {
    Message other = dice.oneOf(dice.others());
    if (other.getQuestion().equals(sections.question())) {
      return null;
    }
    Sections donor = Sections.of(other);
    sections.answer().clear();
    sections.answer().addAll(donor.answer());
    sections.authority().clear();
    sections.authority().addAll(donor.authority());
    sections.header().setRcode(donor.header().getRcode());
    return "answered with what belongs to " + other.getQuestion();
  }

  private static @Nullable String addFromAnother(Sections sections, Dice dice) {
    Sections donor = Sections.of(dice.oneOf(dice.others()));
    List<Record> from = dice.section(donor);
    if (from == null) {
      return null;
    }
    RecordSet extra = dice.oneOf(Sections.group(from));
    List<Record> to = dice.below(2) == 0 ? sections.answer() : sections.authority();
    to.addAll(dice.below(2) == 0 ? 0 : to.size(), extra.all());
    return "added from another answer " + extra.all();
  }

  private static @Nullable String oneRecord(
      Sections sections, Dice dice, String what, Function<Record, @Nullable Record> change) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    int index = dice.below(section.size());
    Record before = section.get(index);
    Record after = change.apply(before);
    if (after == null || after.equals(before)) {
      return null;
    }
    section.set(index, after);
    return what + " " + before;
  }

  private static @Nullable String oneSet(
      Sections sections, Dice dice, String what, Function<RecordSet, List<RecordSet>> change) {
    List<Record> section = dice.section(sections);
    if (section == null) {
      return null;
    }
    List<RecordSet> sets = new ArrayList<>(Sections.group(section));
    int index = dice.below(sets.size());
    RecordSet before = sets.remove(index);
    List<RecordSet> after = change.apply(before);
    // As text: to dnsjava, records that differ in their TTL are equal.
    if (after.toString().equals(List.of(before).toString())) {
      return null;
    }
    sets.addAll(index, after);
    Sections.fill(section, sets);
    return what + " " + before.all();
  }
}
