package dev.trustconnect.dnssec;

import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The hashed names of one validation: each is charged to the budget and computed once per parameter
 * set.
 */
final class Nsec3Hashes {
  private final WorkBudget budget;
  private final Map<Hashed, byte[]> known = new HashMap<>();

  private record Hashed(Name name, Nsec3Link.Parameters parameters) {}

  Nsec3Hashes(WorkBudget budget) {
    this.budget = budget;
  }

  /**
   * The hash of {@code name} with the parameters of {@code link}, or null if the budget is spent.
   */
  byte @Nullable [] of(Name name, Nsec3Link link) {
    Hashed key = new Hashed(name, link.parameters());
    byte[] hash = known.get(key);
    if (hash == null && budget.payNsec3Hash()) {
      try {
        hash = link.hashOf(name);
      } catch (NoSuchAlgorithmException noSha1) {
        throw new IllegalStateException("this JVM has no SHA-1, which NSEC3 needs", noSha1);
      }
      known.put(key, hash);
    }
    return hash;
  }
}
