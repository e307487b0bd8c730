package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.message.MessageAge;
import java.io.IOException;
import java.nio.file.Path;
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
 * Saves the messages of proofs into a {@link CacheFile}, and validates those of a file as if they
 * had just been received, their TTLs reduced by the time in between.
 *
 * <p>A file proves nothing, since an attacker may have written it. Only answers that are SECURE by
 * their signatures are kept, and the zones that are proven on the way. INSECURE answers aren't:
 * without signatures an answer is only as trustworthy as the connection it came over, and a file
 * has none.
 */
final class WarmStart {
  private static final int MAX_ROUNDS = 64;
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final LookupContext context;
  private final Instant now;
  private final long epoch;
  private final long end;

  WarmStart(LookupContext context) {
    this.context = context;
    this.now = context.clock().instant();
    this.epoch = context.memory().epoch();
    this.end = context.nanoTime().getAsLong() + LONGEST_NANOS;
  }

  /** {@link TrustedResolver#save}. */
  void save(Path file) throws IOException {
    MessageLog messages = context.memory().messages();
    if (!messages.keepsMessages()) {
      throw new IllegalStateException("nothing was kept to be saved: saveable(true) is missing");
    }
    CacheFile.write(file, messages.all());
  }

  /** {@link TrustedResolver#load}. */
  int load(Path file) throws IOException {
    List<CacheFile.Filed> filed = CacheFile.read(file);
    Map<Question, CacheFile.Filed> messages = new HashMap<>();
    for (CacheFile.Filed each : filed) {
      if (!isLate() && !now.isBefore(each.at())) { // else the clock was set back, or the file was
        messages.put(each.question(), each);
      }
    }
    int kept = 0;
    for (CacheFile.Filed each : filed) {
      kept += each.sought() && keep(each.question(), messages) ? 1 : 0;
    }
    return kept;
  }

  /** A file may be full of messages that are expensive to validate and prove nothing. */
  private boolean isLate() {
    return context.nanoTime().getAsLong() - end >= 0;
  }

  /**
   * Keeps the answer to {@code question} if it is still SECURE. False if it isn't, if a proven
   * answer is cached, or if there is no time left.
   */
  private boolean keep(Question question, Map<Question, CacheFile.Filed> messages) {
    if (isLate() || context.memory().answers().isProven(question)) {
      return false;
    }
    ValidatedAnswer answer = validated(question, messages);
    return answer != null
        && answer.verdict() instanceof Verdict.Secure
        && answer.validUntil().isAfter(now)
        && context.memory().keepIfUnproven(epoch, answer);
  }

  private @Nullable ValidatedAnswer validated(
      Question question, Map<Question, CacheFile.Filed> messages) {
    Validation validation = context.validator().begin(question, now);
    Set<Question> fed = new HashSet<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Step step = validation.advance();
      if (step instanceof Step.Done done) {
        return done.answer();
      }
      if (!feed(validation, ((Step.Need) step).required(), messages, fed)) {
        return null; // no upstream is asked: a caller that wants the answer later will
      }
    }
    return null;
  }

  /**
   * Feeds what the file has of {@code required}; false if it has nothing more. A verdict may stand
   * before all required questions are answered, and then the file lacks the others.
   */
  private boolean feed(
      Validation validation,
      Set<Question> required,
      Map<Question, CacheFile.Filed> messages,
      Set<Question> fed) {
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
