package dev.trustconnect.dnssec;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The DS and DNSKEY questions that follow from a name alone, so that they can be sent together.
 *
 * <p>A zone may begin at every label. For a short name both questions are asked for each label. For
 * a long one, such as a reverse name, only the first few labels are asked for: the signatures then
 * show where its zones begin.
 */
final class ChainQuestions {
  private static final int LEVELS_ASKED_AT_ONCE = 6;
  private static final int LEVELS_OF_A_LONG_NAME = 3;
  private static final int LABELS_OF_A_LIKELY_APEX = 3; // example.com, and the root

  private final TrustAnchors anchors;
  private final Function<Name, @Nullable ProvenZone> known;

  ChainQuestions(TrustAnchors anchors, Function<Name, @Nullable ProvenZone> known) {
    this.anchors = anchors;
    this.known = known;
  }

  /**
   * The questions that the chain to an answer needs. Leaves out the name's own zone cut unless the
   * name is short or the type belongs to an apex: most names of three and more labels are hosts.
   */
  Set<Question> impliedBy(Question question) {
    Name name = question.name();
    if (name.equals(Name.root)) {
      return between(name, name);
    }
    boolean likelyApex = name.labels() <= LABELS_OF_A_LIKELY_APEX || livesAtAnApex(question.type());
    boolean parentsSide = question.type() == Type.DS;
    Name last = likelyApex && !parentsSide ? name : Names.parent(name);
    return between(start(last), last);
  }

  /**
   * The further questions that are needed if a zone begins at the name itself. Empty if a zone on
   * the way is known: then the guess saves no round trip.
   */
  Set<Question> guessesFor(Question question) {
    Name name = question.name();
    Name start = start(name);
    boolean parentsSide = question.type() == Type.DS;
    if (parentsSide
        || known.apply(start) != null
        || name.labels() - start.labels() > LEVELS_ASKED_AT_ONCE) {
      return Set.of();
    }
    return between(start, name);
  }

  private static boolean livesAtAnApex(int type) {
    return switch (type) {
      case Type.DNSKEY, Type.SOA, Type.NS, Type.NSEC3PARAM, Type.CDS, Type.CDNSKEY -> true;
      default -> false;
    };
  }

  /**
   * The unanswered questions between the zone {@code from} and {@code name}: a DS question for
   * every label, and for short names also a DNSKEY question.
   */
  Set<Question> downTo(Name name, Name from) {
    Set<Question> questions = new LinkedHashSet<>();
    boolean few = name.labels() - from.labels() <= LEVELS_ASKED_AT_ONCE;
    for (int labels = from.labels() + 1; labels <= name.labels(); labels++) {
      addUnlessKnown(questions, Names.suffix(name, labels), few);
    }
    return questions;
  }

  /** The questions for entering {@code signer}: its own and, for a short name, those on the way. */
  Set<Question> into(Name signer, Name from) {
    Set<Question> questions = new LinkedHashSet<>();
    if (signer.labels() - from.labels() <= LEVELS_ASKED_AT_ONCE) {
      questions.addAll(downTo(signer, from));
    }
    questions.add(new Question(signer, Type.DS));
    questions.add(new Question(signer, Type.DNSKEY));
    return questions;
  }

  private Set<Question> between(Name start, Name name) {
    Set<Question> questions = new LinkedHashSet<>();
    if (anchors.isAnchored(start) && known.apply(start) == null) {
      questions.add(new Question(start, Type.DNSKEY));
    }
    if (known.apply(start) instanceof UnsignedBelow) {
      return questions;
    }
    int levels = name.labels() - start.labels();
    int last = levels <= LEVELS_ASKED_AT_ONCE ? levels : LEVELS_OF_A_LONG_NAME;
    for (int level = 1; level <= last; level++) {
      addUnlessKnown(questions, Names.suffix(name, start.labels() + level), true);
    }
    return questions;
  }

  private void addUnlessKnown(Set<Question> questions, Name name, boolean withKeys) {
    if (known.apply(name) == null) {
      questions.add(new Question(name, Type.DS));
      if (withKeys) {
        questions.add(new Question(name, Type.DNSKEY));
      }
    }
  }

  private Name start(Name name) {
    for (int labels = name.labels(); labels > 1; labels--) {
      Name suffix = Names.suffix(name, labels);
      ProvenZone zone = known.apply(suffix);
      if ((zone != null && !(zone instanceof NoCut)) || anchors.isAnchored(suffix)) {
        return suffix;
      }
    }
    return Name.root;
  }
}
