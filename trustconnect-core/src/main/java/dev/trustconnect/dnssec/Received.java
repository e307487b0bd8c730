package dev.trustconnect.dnssec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** The responses of one validation: one response or one failure for each question it asked. */
final class Received {
  private final int maxAliases;
  private final Set<Question> asked = new HashSet<>();
  private final Map<Question, Message> messages = new HashMap<>();
  private final Map<Question, Failure> failures = new HashMap<>();
  private final Map<Question, ResponseModel> models = new HashMap<>();

  Received(int maxAliases) {
    this.maxAliases = maxAliases;
  }

  /** Notes the questions and returns how many of them are new. */
  int ask(Set<Question> questions) {
    int before = asked.size();
    asked.addAll(questions);
    return asked.size() - before;
  }

  /** Keeps the first response to a question that was asked; ignores any other. */
  void feed(Question question, Message response) {
    if (asked.contains(question) && !isAnswered(question)) {
      messages.put(question, response);
    }
  }

  void fail(Question question, Failure failure) {
    if (asked.contains(question) && !isAnswered(question)) {
      failures.put(question, failure);
    }
  }

  boolean isAnswered(Question question) {
    return messages.containsKey(question) || failures.containsKey(question);
  }

  /**
   * The response to {@code question}, laid out; null if there is none, and {@link #failure} says
   * why.
   */
  @Nullable ResponseModel model(Question question) {
    ResponseModel model = models.get(question);
    Message message = messages.get(question);
    if (model == null && message != null && !failures.containsKey(question)) {
      try {
        model = ResponseModel.of(question, message, maxAliases);
        models.put(question, model);
      } catch (ResponseModel.Unusable unusable) {
        failures.put(question, unusable.failure());
      }
    }
    return model;
  }

  @Nullable Failure failure(Question question) {
    return failures.get(question);
  }
}
