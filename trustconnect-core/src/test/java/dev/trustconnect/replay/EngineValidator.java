package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ReplayDoor;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidationMemory;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Dnsjava;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Our engine, driven as the resolver drives it: what it needs is asked, the question itself first.
 */
final class EngineValidator implements ReplayValidator {
  private static final int MAX_ROUNDS = 64;
  private static final Set<Reason> UNANCHORED = Set.of(Reason.NO_ANCHOR, Reason.NEVER_SIGNED);

  private final boolean asksGuesses;
  private final boolean seesTimePass;
  private final ValidationMemory memory;
  private Duration passed = Duration.ZERO;

  private EngineValidator(boolean asksGuesses, long zoneBytes, long denialBytes) {
    this.asksGuesses = asksGuesses;
    this.seesTimePass = denialBytes > 0;
    this.memory = new ValidationMemory(new ValidationMemory.Bounds(zoneBytes, denialBytes, 0));
  }

  /** The engine in each of the ways it can be driven; all must end alike. */
  static List<EngineValidator> everyWay() {
    return List.of(askingWhatItMust(), askingAlsoGuesses(), rememberingZones());
  }

  /** Asks only what a verdict needs. */
  static EngineValidator askingWhatItMust() {
    return new EngineValidator(false, 0, 0);
  }

  private static EngineValidator askingAlsoGuesses() {
    return new EngineValidator(true, 0, 0);
  }

  /** Keeps what one question proved for the next ones. */
  private static EngineValidator rememberingZones() {
    return new EngineValidator(false, 1 << 24, 0);
  }

  /** Keeps zones and denials, and answers from them (RFC 8198). */
  static EngineValidator rememberingDenials() {
    return new EngineValidator(false, 1 << 24, 1 << 20);
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
            seesTimePass ? setup.at().plus(passed) : setup.at(),
            setup.maxNsec3Iterations(),
            setup.oldAlgorithms(),
            memory);
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
    Reason reason = answer.verdict().reason();
    return new ReplayVerdict(
        ReplayVerdict.State.valueOf(answer.verdict().label()),
        UNANCHORED.contains(reason),
        answer.rcode(),
        Dnsjava.records(answer),
        reason.code() + ": " + answer.verdict().detail());
  }
}
