package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.Question;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * The messages that led to proofs, on the wire, so that they can be saved and judged again.
 * Thread-safe. Bounded by weight in bytes; those used least go first.
 */
final class MessageLog {
  private static final int ENTRY_BYTES = 250;

  private final Cache<Question, Entry> messages;

  /** A message as it came. */
  static final class Entry {
    private final Instant at;
    private final boolean sought;
    private final byte[] wire;

    /**
     * A message.
     *
     * @param at when it was heard
     * @param sought whether somebody asked for it for its own sake; otherwise it is a part of
     *     chains
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

  MessageLog(long maxBytes) {
    this.messages =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Question, Entry>weigher((question, heard) -> ENTRY_BYTES + heard.wire.length)
            .executor(Runnable::run)
            .build();
  }

  /** Keeps what was heard at {@code now} on the way to the proof of {@code sought}. */
  void keep(Question sought, Map<Question, Message> heard, Instant now) {
    heard.forEach(
        (question, message) -> {
          byte[] wire = written(message);
          if (wire != null) {
            messages.put(question, new Entry(now, question.equals(sought), wire));
          }
        });
  }

  /** Null if it can't be written: dnsjava reads records that it can't (a WKS without services). */
  private static byte @Nullable [] written(Message message) {
    try {
      return message.toWire();
    } catch (RuntimeException unwritable) {
      return null;
    }
  }

  void forget() {
    messages.invalidateAll();
  }

  Collection<Entry> all() {
    return List.copyOf(messages.asMap().values());
  }
}
