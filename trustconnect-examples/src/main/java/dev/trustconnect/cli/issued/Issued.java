package dev.trustconnect.cli.issued;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as a search service describes it. Nothing in it is verified.
 *
 * @param id the service's number for it, from which a later search continues
 * @param names the names that it is for, as the service writes them
 * @param key the SHA-256 of its public key in base64; null if the service doesn't have it
 * @param issuer the issuer's name
 * @param issuerKey the SHA-256 of the issuer's public key in base64; null as above
 * @param certificate the SHA-256 of the whole certificate in base64; null as above
 * @param revoked null if the service doesn't say
 */
record Issued(
    String id,
    List<String> names,
    @Nullable String key,
    String issuer,
    @Nullable String issuerKey,
    @Nullable String certificate,
    Instant notBefore,
    Instant notAfter,
    @Nullable Boolean revoked) {
  Issued {
    names = List.copyOf(names);
  }

  boolean isExpiredAt(Instant now) {
    return notAfter.isBefore(now);
  }
}
