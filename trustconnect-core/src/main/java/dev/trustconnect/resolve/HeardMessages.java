package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Message;

/**
 * The messages that led to proofs, as they came, so that they can be saved and judged again.
 * Thread-safe. Bounded by weight in bytes; those used least go first.
 */
final class HeardMessages {
  private static final int ENTRY_BYTES = 200;

  private final Cache<Question, Heard> messages;

  /**
   * A message as it came.
   *
   * @param sought whether somebody asked for it for its own sake; otherwise it is a part of chains
   */
  record Heard(Question question, Instant at, boolean sought, Message message) {}

  HeardMessages(long maxBytes) {
    this.messages =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Question, Heard>weigher((question, heard) -> ENTRY_BYTES + heard.message().numBytes())
            .executor(Runnable::run)
            .build();
  }

  /** Keeps what was heard at {@code now} on the way to the proof of {@code sought}. */
  void keep(Question sought, Map<Question, Message> heard, Instant now) {
    heard.forEach(
        (question, message) ->
            messages.put(question, new Heard(question, now, question.equals(sought), message)));
  }

  List<Heard> all() {
    return new ArrayList<>(messages.asMap().values());
  }
}
