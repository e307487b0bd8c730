package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.ValidationMemory;
import dev.trustconnect.dnssec.Validator;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.MemoryResolver;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** The bytes of a world's answers, and each validator run over them. */
final class Answers {
  private static final int MESSAGE_BYTES = 65_535;

  private final SignedWorld world;
  private final Map<Question, byte[]> wires = new ConcurrentHashMap<>();
  private final Map<Asked, byte[]> wiresByName = new ConcurrentHashMap<>();

  /**
   * A question as it comes from the wire: no name is written as text while anything is measured.
   */
  private record Asked(Name name, int type) {}

  Answers(SignedWorld world) {
    this.world = world;
  }

  byte[] wire(Question question) {
    return wires.computeIfAbsent(
        question,
        unasked -> world.answer(Dnsjava.name(unasked), unasked.type()).toWire(MESSAGE_BYTES));
  }

  /** The answer to {@code question}, parsed again. */
  Message message(Question question) {
    return parsed(wire(question));
  }

  /** The same for a question as dnsjava reads it. */
  Message message(Name name, int type) {
    return parsed(
        wiresByName.computeIfAbsent(
            new Asked(name, type), unasked -> wire(Dnsjava.question(name, type))));
  }

  private static Message parsed(byte[] wire) {
    try {
      return new Message(wire);
    } catch (IOException e) {
      throw new UncheckedIOException("our own answer can't be read", e);
    }
  }

  /** The answers to every question asked so far. */
  Map<Question, byte[]> asked() {
    return wires;
  }

  /** Validates with our validator and empty memory; fails unless the verdict is SECURE. */
  ValidatedAnswer validate(Question asked, ValidatorSettings settings) {
    ValidatedAnswer answer = judge(asked, settings);
    if (!(answer.verdict() instanceof Verdict.Secure)) {
      throw new IllegalStateException("we don't find it secure: " + answer.verdict());
    }
    return answer;
  }

  /** Validates with our validator and empty memory, whatever the verdict. */
  ValidatedAnswer judge(Question asked, ValidatorSettings settings) {
    Validation validation =
        new Validator(world.anchors(), settings, ValidationMemory.none()).begin(asked, world.now());
    Step step = validation.advance();
    while (step instanceof Step.Need need) {
      for (Question question : need.required()) {
        validation.feed(question, message(question));
      }
      step = validation.advance();
    }
    return ((Step.Done) step).answer();
  }

  /** Validates with dnsjava's validator and empty memory. */
  void validateWithDnsjava(Question asked) throws IOException {
    new DnsjavaPeer(world, new InMemory()).lookup(Dnsjava.name(asked), asked.type());
  }

  private final class InMemory extends MemoryResolver {
    @Override
    public CompletionStage<Message> sendAsync(Message query) {
      Record asked = query.getQuestion();
      Message answer = message(asked.getName(), asked.getType());
      answer.getHeader().setID(query.getHeader().getID());
      return CompletableFuture.completedFuture(answer);
    }
  }
}
