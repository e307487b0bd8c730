package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ValidationMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Everything that a resolver remembers, in named shares of one number of bytes. Thread-safe; starts
 * no thread.
 *
 * <pre>
 * share         what it saves                                          part
 * HOSTS         a warm call: both answers of a host, judged together   28 %
 * ANSWERS       one question, until its proof ends, and stale answers  28 %
 * ZONES         the chain of trust down to a zone                      28 %
 * DENIALS       questions about names in proven gaps (RFC 8198)        11 %
 * SIGNATURES    verifying the same signature again                      5 %
 * MESSAGES      the way to a proof, to be saved for a warm start       30 % of the whole, if kept
 * </pre>
 *
 * <p>Each share evicts by itself, the entries used least first. Messages are kept only if they are
 * to be saved; the other shares then divide what is left. A share that isn't used leaves its part
 * to the answers.
 *
 * <p>Lookups under way may end after {@link #forgetAll}. A lookup takes the {@link #epoch} when it
 * begins and hands it in with what it found. An entry of an earlier epoch isn't used, even while it
 * is still there.
 */
final class Memory {
  private static final int HUNDRED = 100;

  private final AnswerCache answers;
  private final HostCache hosts;
  private final MessageLog messages;
  private final ValidationMemory validations;
  private final AtomicLong epoch = new AtomicLong();

  /**
   * The contents and sizes of the caches.
   *
   * @param bytes of all shares together, roughly; 0 keeps nothing
   * @param denials whether proofs of absence are kept
   * @param messages whether the messages of proofs are kept
   * @param maxStale how long after its end an answer may be used as a stale one; zero for never
   */
  record Limits(long bytes, boolean denials, boolean messages, Duration maxStale) {

    Shares shares() {
      long ofMessages = messages ? part(bytes, 30) : 0;
      long others = bytes - ofMessages;
      long ofHosts = part(others, 28);
      long ofZones = part(others, 28);
      long ofDenials = denials ? part(others, 11) : 0;
      long ofSignatures = part(others, 5);
      long ofAnswers = others - ofHosts - ofZones - ofDenials - ofSignatures;
      return new Shares(ofHosts, ofAnswers, ofZones, ofDenials, ofSignatures, ofMessages);
    }

    private static long part(long bytes, int hundredths) {
      return bytes / HUNDRED * hundredths;
    }
  }

  /** The bytes of each share; they add up to those of the {@link Limits}. */
  record Shares(
      long hosts, long answers, long zones, long denials, long signatures, long messages) {}

  /** An empty memory, whose entries expire by {@code clock}. */
  Memory(Limits limits, InstantSource clock) {
    Shares bytes = limits.shares();
    this.answers = new AnswerCache(bytes.answers(), limits.maxStale(), clock, epoch::get);
    this.hosts = new HostCache(bytes.hosts(), clock, epoch::get);
    this.messages = new MessageLog(bytes.messages());
    this.validations =
        new ValidationMemory(
            new ValidationMemory.Bounds(bytes.zones(), bytes.denials(), bytes.signatures()));
  }

  AnswerCache answers() {
    return answers;
  }

  HostCache hosts() {
    return hosts;
  }

  MessageLog messages() {
    return messages;
  }

  /** The caches that validations share: zones, denials, signatures. */
  ValidationMemory validations() {
    return validations;
  }

  /** A number that {@link #forgetAll} changes. */
  long epoch() {
    return epoch.get();
  }

  /** Keeps what a lookup found that began in the epoch {@code begun}. */
  void keep(long begun, ValidatedAnswer answer, List<UpstreamFailure> failures) {
    if (begun == epoch.get()) {
      answers.keep(answer, failures, begun);
      if (begun != epoch.get()) {
        answers.forget(answer.question());
      }
    }
  }

  /**
   * Keeps a proof that was found without asking, in what began in the epoch {@code begun}, unless
   * there is a proof already. Says whether it was kept.
   */
  boolean keepIfUnproven(long begun, ValidatedAnswer answer) {
    return begun == epoch.get() && answers.keepIfUnproven(answer, begun);
  }

  /** Keeps a host that was resolved by {@code rules}, in a lookup that began in {@code begun}. */
  void keep(long begun, Resolution resolution, AddressRules rules) {
    if (begun == epoch.get()) {
      hosts.keep(resolution, rules, begun);
      if (begun != epoch.get()) {
        hosts.forget(resolution.host());
      }
    }
  }

  /** Keeps the messages that prove {@code question}, of a lookup that began in {@code begun}. */
  void keep(long begun, Question question, Map<Question, Message> received, Instant now) {
    if (begun == epoch.get()) {
      messages.keep(question, received, now);
      if (begun != epoch.get()) {
        messages.forget(received.keySet());
      }
    }
  }

  /** Forgets everything. The results of lookups in progress aren't kept either. */
  void forgetAll() {
    epoch.incrementAndGet(); // from here on no entry is used that was added before
    validations.forgetAll();
    epoch.incrementAndGet(); // a lookup that began in between may have used zones from before
    answers.forget();
    hosts.forget();
    messages.forget();
  }

  /** The figures of {@code cache}, which is bounded by weight in bytes; null keeps nothing. */
  static ShareStats stats(@Nullable Cache<?, ?> cache) {
    if (cache == null) {
      return ShareStats.NONE;
    }
    CacheStats stats = cache.stats();
    long bytes = cache.policy().eviction().map(bound -> bound.weightedSize().orElse(0L)).orElse(0L);
    return new ShareStats(
        stats.hitCount(), stats.missCount(), stats.evictionCount(), cache.estimatedSize(), bytes);
  }

  MemoryStats stats() {
    ValidationMemory.Stats proven = validations.stats();
    return new MemoryStats(
        hosts.stats(),
        answers.stats(),
        proven.zones(),
        proven.denials(),
        proven.signatures(),
        messages.stats());
  }
}
