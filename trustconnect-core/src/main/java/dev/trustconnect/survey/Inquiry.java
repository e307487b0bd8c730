package dev.trustconnect.survey;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.resolve.DnsLookups;
import dev.trustconnect.resolve.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The questions of one survey: each is asked once, and they are counted. */
final class Inquiry {
  private final DnsLookups lookups;
  private final Map<Asked, CompletableFuture<Lookup>> asked = new LinkedHashMap<>();

  private record Asked(DnsLookups lookups, Question question) {}

  Inquiry(DnsLookups lookups) {
    this.lookups = lookups;
  }

  /** How many questions were asked. */
  int count() {
    return asked.size();
  }

  /** Asks without waiting, so that several questions share a round trip. */
  void begin(Question question) {
    begin(lookups, question);
  }

  /** Asks elsewhere, without waiting. */
  void begin(DnsLookups elsewhere, Question question) {
    asked.computeIfAbsent(
        new Asked(elsewhere, question), unused -> elsewhere.lookupAsync(question));
  }

  /** The answer from elsewhere, waiting for it. */
  Lookup lookup(DnsLookups elsewhere, Question question) {
    begin(elsewhere, question);
    CompletableFuture<Lookup> future =
        Objects.requireNonNull(asked.get(new Asked(elsewhere, question)));
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      asked.values().forEach(open -> open.cancel(true));
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while looking up " + question);
      cancelled.initCause(interrupted);
      throw cancelled;
    } catch (ExecutionException bug) {
      throw new CompletionException(bug.getCause());
    }
  }

  ValidatedAnswer answer(Question question) {
    return lookup(lookups, question).answer();
  }

  /** The answers, asked for at the same time. */
  List<ValidatedAnswer> answers(List<Question> questions) {
    questions.forEach(this::begin);
    List<ValidatedAnswer> answers = new ArrayList<>();
    for (Question question : questions) {
      answers.add(answer(question));
    }
    return answers;
  }
}
