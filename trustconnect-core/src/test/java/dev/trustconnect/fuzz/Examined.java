package dev.trustconnect.fuzz;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidationMemory;
import dev.trustconnect.dnssec.Validator;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.UsualWorld;
import dev.trustconnect.testing.contract.SoundnessOracle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.xbill.DNS.Message;

/** A validator under examination: questions of a world whose truth is known. */
final class Examined {
  private static final int MAX_ROUNDS = 64;

  private final SignedWorld world = UsualWorld.build();
  private final List<Question> questions =
      UsualWorld.expectations().stream().map(UsualWorld.Expected::question).toList();
  private final Map<Question, byte[]> wires = new ConcurrentHashMap<>();
  private final Map<Question, ValidatedAnswer> honest = new ConcurrentHashMap<>();

  /** One of the questions, whichever number is given. */
  Question question(int number) {
    return questions.get(Math.floorMod(number, questions.size()));
  }

  int questions() {
    return questions.size();
  }

  byte[] wire(Question question) {
    return wires
        .computeIfAbsent(question, q -> world.answer(Dnsjava.name(q), q.type()).toWire(65_535))
        .clone();
  }

  /** What is asked on the way to an honest answer, in order. */
  List<Question> asked(Question question) {
    List<Question> asked = new ArrayList<>();
    judge(
        question,
        one -> {
          asked.add(one);
          return wire(one);
        });
    return asked;
  }

  /** Judges {@code question} by these answers; fails if more is believed than is true. */
  void examine(Question question, Function<Question, byte[]> answers) {
    ValidatedAnswer before = honest.computeIfAbsent(question, q -> judge(q, this::wire));
    ValidatedAnswer after = judge(question, answers);
    SoundnessOracle.assertSound(
        world, before, after, question + ": " + before + " became " + after);
  }

  private ValidatedAnswer judge(Question question, Function<Question, byte[]> answers) {
    Validation validation =
        new Validator(world.anchors(), ValidatorSettings.DEFAULT, ValidationMemory.none())
            .begin(question, world.now());
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return done.answer();
      }
      for (Question needed : ((Step.Need) step).required()) {
        feed(validation, needed, answers.apply(needed));
      }
    }
    throw new AssertionError("no verdict after " + MAX_ROUNDS + " rounds: " + question);
  }

  private static void feed(Validation validation, Question question, byte[] wire) {
    Message message;
    try {
      message = new Message(wire);
    } catch (IOException | RuntimeException unreadable) { // as the upstream has it
      validation.fail(question, Reason.UPSTREAM_GARBAGE, "unreadable");
      return;
    }
    validation.feed(question, message);
  }
}
