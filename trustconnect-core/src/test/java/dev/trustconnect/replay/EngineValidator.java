package dev.trustconnect.replay;

import dev.trustconnect.dnssec.KnownZones;
import dev.trustconnect.dnssec.ProvenZone;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.RememberedDenials;
import dev.trustconnect.dnssec.ReplayDoor;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Our engine, driven as the resolver drives it: what it needs is asked, the question itself first.
 */
final class EngineValidator implements ReplayValidator {
  private static final int MAX_ROUNDS = 64;
  private static final Set<Reason> UNANCHORED = Set.of(Reason.NO_ANCHOR, Reason.NEVER_SIGNED);

  private final boolean asksGuesses;
  private final KnownZones known;

  private final long denialBytes;
  private final RememberedDenials denials;
  private Duration passed = Duration.ZERO;

  private EngineValidator(boolean asksGuesses, KnownZones known, long denialBytes) {
    this.asksGuesses = asksGuesses;
    this.known = known;
    this.denialBytes = denialBytes;
    this.denials = new RememberedDenials(denialBytes);
  }

  /** The engine in each of the ways it can be driven; all must end alike. */
  static List<EngineValidator> everyWay() {
    return List.of(askingWhatItMust(), askingAlsoGuesses(), rememberingZones());
  }

  /** Asks only what a verdict needs. */
  static EngineValidator askingWhatItMust() {
    return new EngineValidator(false, KnownZones.NONE, 0);
  }

  private static EngineValidator askingAlsoGuesses() {
    return new EngineValidator(true, KnownZones.NONE, 0);
  }

  /** Keeps what one question proved for the next ones. */
  private static EngineValidator rememberingZones() {
    return new EngineValidator(false, new ZoneMemory(), 0);
  }

  /** Keeps zones and denials, and answers from them (RFC 8198). */
  static EngineValidator rememberingDenials() {
    return new EngineValidator(false, new ZoneMemory(), 1 << 20);
  }

  private static final class ZoneMemory implements KnownZones {
    private final Map<Name, ProvenZone> zones = new HashMap<>();

    @Override
    public ProvenZone at(Name apex) {
      return zones.get(apex);
    }

    @Override
    public void learn(ProvenZone zone) {
      zones.put(zone.apex(), zone);
    }
  }

  @Override
  public void pass(Duration time) {
    passed = passed.plus(time);
  }

  @Override
  public ReplayVerdict validate(Question question, Upstream upstream, Setup setup) {
    Validation validation =
        ReplayDoor.open(
            question,
            setup.anchors(),
            denialBytes == 0 ? setup.at() : setup.at().plus(passed),
            setup.maxNsec3Iterations(),
            setup.oldAlgorithms(),
            known,
            denials);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return verdict(done.answer());
      }
      if (step instanceof Step.Need need) {
        questions(question, need).forEach(asked -> answer(validation, asked, upstream));
      }
    }
    throw new AssertionError(question + " has no verdict after " + MAX_ROUNDS + " rounds");
  }

  private List<Question> questions(Question first, Step.Need need) {
    List<Question> questions = new ArrayList<>(need.required());
    if (asksGuesses) {
      questions.addAll(need.guesses());
    }
    if (questions.remove(first)) {
      questions.add(
          0, first); // so that the recursive learns the zone cuts as it would from a client
    }
    return questions;
  }

  private static void answer(Validation validation, Question asked, Upstream upstream) {
    upstream
        .ask(asked)
        .ifPresentOrElse(
            response -> validation.feed(asked, response),
            () -> validation.fail(asked, Reason.UPSTREAM_TIMEOUT, "not among the vectors"));
  }

  private static ReplayVerdict verdict(ValidatedAnswer answer) {
    List<Record> records = new ArrayList<>();
    for (RRset set : answer.records()) {
      records.addAll(set.rrs(false));
      records.addAll(set.sigs());
    }
    Reason reason = answer.verdict().reason();
    return new ReplayVerdict(
        ReplayVerdict.State.valueOf(answer.verdict().label()),
        UNANCHORED.contains(reason),
        answer.rcode(),
        records,
        reason.code() + ": " + answer.verdict().detail());
  }
}
