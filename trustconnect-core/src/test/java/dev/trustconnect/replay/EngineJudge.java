package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ReplayDoor;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Our engine, driven as the resolver drives it: what it needs is asked, the question itself first.
 */
final class EngineJudge implements Judge {
  private static final int MAX_ROUNDS = 64;
  private static final Set<Reason> UNANCHORED = Set.of(Reason.NO_ANCHOR, Reason.NEVER_SIGNED);

  private final boolean asksGuesses;

  /**
   * A judge that also asks, or leaves, the questions the engine merely guesses at; both must end
   * alike.
   */
  EngineJudge(boolean asksGuesses) {
    this.asksGuesses = asksGuesses;
  }

  @Override
  public Judgement judge(Question question, Upstream upstream, Setup setup) {
    Validation validation =
        ReplayDoor.open(
            question,
            setup.anchors(),
            setup.at(),
            setup.maxNsec3Iterations(),
            setup.oldAlgorithms());
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return judgement(done.answer());
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

  private static Judgement judgement(ValidatedAnswer answer) {
    List<Record> records = new ArrayList<>();
    for (RRset set : answer.records()) {
      records.addAll(set.rrs(false));
      records.addAll(set.sigs());
    }
    Reason reason = answer.verdict().reason();
    return new Judgement(
        Judgement.State.valueOf(answer.verdict().label()),
        UNANCHORED.contains(reason),
        answer.rcode(),
        records,
        reason.code() + ": " + answer.verdict().detail());
  }
}
