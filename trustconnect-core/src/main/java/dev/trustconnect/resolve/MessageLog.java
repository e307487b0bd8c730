package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ShareStats;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * The messages that led to proofs, in wire format, so that they can be saved and validated again.
 * Thread-safe. Bounded by weight in bytes; the messages used least are evicted.
 */
final class MessageLog {
  private static final int ENTRY_BYTES = 250;

  private final @Nullable Cache<Question, Entry> messages;

  /** A message as it was received. */
  static final class Entry {
    private final Instant at;
    private final boolean sought;
    private final byte[] wire;

    /**
     * A message.
     *
     * @param at when it was received
     * @param sought whether a caller asked this question; otherwise the message is a part of chains
     */
    Entry(Instant at, boolean sought, byte[] wire) {
      this.at = at;
      this.sought = sought;
      this.wire = wire;
    }

    Instant at() {
      return at;
    }

    boolean sought() {
      return sought;
    }

    /** Not to be changed. */
    byte[] wire() {
      return wire;
    }
  }

  /** A log of about so many bytes; 0 keeps nothing. */
  MessageLog(long maxBytes) {
    this.messages =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<Question, Entry>weigher((question, heard) -> ENTRY_BYTES + heard.wire.length)
                .executor(Runnable::run)
                .recordStats()
                .build();
  }

  /** Whether messages are kept at all. */
  boolean keepsMessages() {
    return messages != null;
  }

  /** Keeps what was received until {@code now} for the proof of {@code sought}. */
  void keep(Question sought, Map<Question, Message> heard, Instant now) {
    if (messages == null) {
      return;
    }
    for (Map.Entry<Question, Message> each : heard.entrySet()) {
      byte[] wire = written(each.getValue());
      if (wire != null) {
        messages.put(each.getKey(), new Entry(now, each.getKey().equals(sought), wire));
      }
    }
  }

  /** Null if it can't be written: dnsjava reads some records that it can't write (an empty WKS). */
  private static byte @Nullable [] written(Message message) {
    try {
      return message.toWire();
    } catch (RuntimeException unwritable) {
      return null;
    }
  }

  /** Forgets the messages of these questions. */
  void forget(Collection<Question> questions) {
    if (messages != null) {
      messages.invalidateAll(questions);
    }
  }

  void forget() {
    if (messages != null) {
      messages.invalidateAll();
    }
  }

  /** All messages, in no order. */
  Collection<Entry> all() {
    return messages == null ? List.of() : List.copyOf(messages.asMap().values());
  }

  ShareStats stats() {
    return Memory.stats(messages);
  }
}
