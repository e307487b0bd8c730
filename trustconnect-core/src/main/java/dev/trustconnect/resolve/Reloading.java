package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.upstream.MessageAge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final LookupContext context;
  private final Map<Question, CacheFile.Filed> messages = new HashMap<>();
  private final Instant now;
  private final long end;

  Reloading(LookupContext context, List<CacheFile.Filed> heard) {
    this.context = context;
    this.now = context.clock().instant();
    this.end = context.nanoTime().getAsLong() + LONGEST_NANOS;
    for (CacheFile.Filed each : heard) {
      if (!isLate() && !now.isBefore(each.at())) { // else the clock was set back, or the file was
        messages.put(each.question(), each);
      }
    }
  }

  /**
   * Whoever may write the file may have filled it with what is dear to judge, and proves nothing.
   */
  private boolean isLate() {
    return context.nanoTime().getAsLong() - end >= 0;
  }

  /**
   * Keeps the answer to {@code question} if it is SECURE still; false if not, or if one that was
   * proven since is known, or there is no time left.
   */
  boolean keep(Question question) {
    if (isLate() || isKnown(question)) {
      return false;
    }
    ValidatedAnswer answer = judged(question);
    if (answer == null
        || !(answer.verdict() instanceof Verdict.Secure)
        || !answer.validUntil().isAfter(now)) {
      return false;
    }
    context.cache().keep(answer);
    return true;
  }

  private boolean isKnown(Question question) {
    ValidatedAnswer known = context.cache().answer(question);
    return known != null && ResolutionCache.isProof(known.verdict());
  }

  private @Nullable ValidatedAnswer judged(Question question) {
    Validation validation = context.validator().begin(question, now);
    Set<Question> fed = new HashSet<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return done.answer();
      }
      if (!feed(validation, ((Step.Need) step).required(), fed)) {
        return null; // no upstream is asked: a caller that wants the answer later will
      }
    }
    return null;
  }

  /**
   * Feeds what the file has of {@code required}; false if it has nothing more. A verdict may stand
   * before all of them are answered, and what it didn't wait for isn't in the file.
   */
  private boolean feed(Validation validation, Set<Question> required, Set<Question> fed) {
    boolean any = false;
    for (Question needed : required) {
      CacheFile.Filed filed = messages.get(needed);
      if (filed != null && fed.add(needed)) {
        validation.feed(needed, aged(filed));
        any = true;
      }
    }
    return any;
  }

  private Message aged(CacheFile.Filed filed) {
    return MessageAge.added(filed.message(), Duration.between(filed.at(), now).toSeconds());
  }
}
