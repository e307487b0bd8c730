package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.upstream.MessageAge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Judges messages from a file as if they had just been heard, TTLs less by the time in between.
 *
 * <p>A file proves nothing, and anybody may have written in it: only what ends SECURE by its
 * signatures is kept, and what they prove about zones on the way. An INSECURE answer is as good as
 * the channel it came by, and a file is none.
 */
final class Reloading {
  private static final int MAX_ROUNDS = 64;

  private final WalkContext context;
  private final Map<Question, Message> messages = new HashMap<>();
  private final Instant now;

  Reloading(WalkContext context, List<CacheFile.Filed> heard) {
    this.context = context;
    this.now = context.clock().instant();
    for (CacheFile.Filed each : heard) {
      Duration age = Duration.between(each.at(), now);
      if (!age.isNegative()) { // else the clock was set back, or the file was
        messages.put(each.question(), MessageAge.added(each.message(), age.toSeconds()));
      }
    }
  }

  /** Keeps the answer to {@code question} if it is SECURE still; false if not. */
  boolean keep(Question question) {
    ValidatedAnswer answer = judged(question);
    if (answer == null
        || !(answer.verdict() instanceof Verdict.Secure)
        || !answer.validUntil().isAfter(now)) {
      return false;
    }
    context.cache().keep(answer);
    return true;
  }

  private @Nullable ValidatedAnswer judged(Question question) {
    Engine engine = context.engines().begin(question, context.cache().zones(), now);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = engine.advance();
      if (step instanceof Step.Done done) {
        return done.answer();
      }
      for (Question needed : ((Step.Need) step).required()) {
        Message message = messages.get(needed);
        if (message == null) {
          return null; // nobody is asked: whoever wants it later will
        }
        engine.feed(needed, message);
      }
    }
    return null;
  }
}
