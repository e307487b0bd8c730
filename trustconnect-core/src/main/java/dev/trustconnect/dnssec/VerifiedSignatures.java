package dev.trustconnect.dnssec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.keys.VerifyingKey;
import dev.trustconnect.hash.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that were verified, by content: the same signature by the same key over the same RRset
 * is verified only once. Thread-safe; shared by validations.
 *
 * <p>An entry is the SHA-256 of key, data and signature. It only says that they fit together;
 * whether the key may sign the RRset, and at this time, is checked each time. Only successes are
 * kept. Entries don't expire; the least used ones are evicted.
 */
final class VerifiedSignatures {
  static final int ENTRY_BYTES = 200;

  private final @Nullable Cache<Fingerprint, Boolean> fitting;

  /** A memory of at most {@code maximum} signatures, about 200 bytes each; 0 remembers nothing. */
  VerifiedSignatures(int maximum) {
    this.fitting =
        maximum == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight((long) maximum * ENTRY_BYTES)
                .<Fingerprint, Boolean>weigher((fingerprint, fits) -> ENTRY_BYTES)
                .executor(Runnable::run)
                .recordStats()
                .build();
  }

  void forget() {
    if (fitting != null) {
      fitting.invalidateAll();
    }
  }

  ShareStats stats() {
    return Shares.stats(fitting);
  }

  /**
   * Whether {@code signature} signs {@code data} with {@code key}; two that ask for the same at the
   * same time wait for one verification.
   */
  boolean fits(ZoneKey key, VerifyingKey verifying, byte[] data, byte[] signature) {
    if (fitting == null) {
      return verifying.verifies(data, signature);
    }
    return fitting.get(
            Fingerprint.of(key, data, signature),
            unseen -> verifying.verifies(data, signature) ? Boolean.TRUE : null)
        != null;
  }

  private static final class Fingerprint {
    private final byte[] digest;

    private Fingerprint(byte[] digest) {
      this.digest = digest;
    }

    /**
     * Each part is hashed with its length first, so that no byte can move from one part into the
     * next.
     */
    static Fingerprint of(ZoneKey key, byte[] data, byte[] signature) {
      byte[] keyBytes = key.record().getKey();
      MessageDigest sha256 = Sha256.begin();
      sha256.update(
          ByteBuffer.allocate(12)
              .putInt(key.algorithm())
              .putInt(keyBytes.length)
              .putInt(signature.length)
              .array());
      sha256.update(keyBytes);
      sha256.update(signature);
      sha256.update(data);
      return new Fingerprint(sha256.digest());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Fingerprint that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
      return ByteBuffer.wrap(digest).getInt();
    }
  }
}
