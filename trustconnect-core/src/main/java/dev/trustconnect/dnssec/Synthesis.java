package dev.trustconnect.dnssec;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers from remembered denials (RFC 8198 §5): NXDOMAIN, NODATA and wildcard answers. All are
 * SECURE; if anything is in doubt there is no answer, and the upstream is asked.
 */
final class Synthesis {
  private static final int MAX_DEPTH = 8; // below the apex: each label costs a hash or two
  private static final int FIRST_META_TYPE = 128; // RFC 6895 §3.1
  private static final int LAST_META_TYPE = 255;

  private final Terms terms;
  private final ChainOfTrust chain;
  private final Denials denials;
  private final Verdicts verdicts;

  Synthesis(Terms terms, ChainOfTrust chain, Denials denials, Verdicts verdicts) {
    this.terms = terms;
    this.chain = chain;
    this.denials = denials;
    this.verdicts = verdicts;
  }

  /** The answer to {@code question} and its zone; null if an upstream must be asked. */
  @Nullable Answer answer(Question question) {
    Name name = question.name();
    int type = question.type();
    if (isSpecial(type)) {
      return null;
    }
    ZoneKeys zone = chain.knownZoneOf(Names.holderOf(name, type));
    ZoneDenials said = zone == null ? null : terms.memory().denialsOf(zone);
    if (zone == null || said == null || name.labels() - zone.apex().labels() > MAX_DEPTH) {
      return null;
    }
    for (DenialProofs proofs : denials.remembered(said, zone, name)) {
      Answer answer = from(proofs, said, question, zone);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }

  /** A synthesised answer. */
  record Answer(Hop hop, ZoneKeys zone) {}

  /** Types that aren't in bitmaps, or that stand for several others. */
  private static boolean isSpecial(int type) {
    return type == Type.RRSIG
        || type == Type.NSEC
        || type == Type.NSEC3
        || type == Type.OPT
        || (type >= FIRST_META_TYPE && type <= LAST_META_TYPE);
  }

  /** Only a plain absence counts. Opt-out spans and delegations prove nothing here. */
  private @Nullable Answer from(
      DenialProofs proofs, ZoneDenials said, Question question, ZoneKeys zone) {
    Name name = question.name();
    int type = question.type();
    if (proofs.noData(name, type) instanceof Denial.Proven absent) {
      return absent(Hop.Kind.NODATA, name, absent.lifetime(), zone);
    }
    if (proofs.noName(name, type) instanceof Denial.Proven absent) {
      return absent(Hop.Kind.NXDOMAIN, name, absent.lifetime(), zone);
    }
    return expanded(proofs, said, question, zone);
  }

  private Answer absent(Hop.Kind kind, Name name, Lifetime lifetime, ZoneKeys zone) {
    Verdict secure = verdicts.secure(lifetime.endingBy(zone.signatureEnd()));
    return new Answer(new Hop(kind, name, zone.apex(), secure, List.of()), zone);
  }

  /** RFC 8198 §5.3: the wildcard's records answer, if no closer name exists. */
  private @Nullable Answer expanded(
      DenialProofs proofs, ZoneDenials said, Question question, ZoneKeys zone) {
    Name name = question.name();
    for (int labels = name.labels() - 1; labels >= zone.apex().labels(); labels--) {
      Name encloser = Names.suffix(name, labels);
      RrsetCheck.Proven set =
          said.wildcard(Names.wildcardAt(encloser), question.type(), terms.now());
      if (set != null
          && proofs.noCloserName(name, encloser) instanceof Denial.Proven nothingCloser) {
        Lifetime lifetime = set.lifetime().and(nothingCloser.lifetime());
        return new Answer(
            new Hop(
                Hop.Kind.POSITIVE,
                name,
                zone.apex(),
                verdicts.secure(lifetime.endingBy(zone.signatureEnd())),
                List.of(owned(set, name))),
            zone);
      }
    }
    return null;
  }

  /**
   * The records with {@code name} as their owner. Their data keeps the case that was signed, and
   * their signature is valid for it too.
   */
  private static RRset owned(RrsetCheck.Proven set, Name name) {
    RRset owned = new RRset();
    for (Record record : set.rrset().rrs(false)) {
      owned.addRR(record.withName(name));
    }
    owned.addRR(set.signature().withName(name));
    return owned;
  }
}
