package dev.trustconnect.dnssec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Proven NSEC, NSEC3 and wildcard RRsets, from which other names can be answered without asking
 * (RFC 8198). Thread-safe; shared by validations.
 *
 * <p>An answer from here needs the same proofs as an answer from an upstream. A zone's denials are
 * forgotten when the zone has other keys. Bounded by weight in bytes; the zones used least go
 * first. Each RRset ends with its TTL, its signature, the SOA's negative TTL (RFC 2308 §5, RFC
 * 9077) or after three hours, whichever is first.
 */
final class RememberedDenials {
  private final @Nullable Cache<Name, ZoneDenials> zones;

  /** A memory of about {@code bytes} bytes; 0 remembers nothing. */
  RememberedDenials(long maxBytes) {
    this.zones =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<Name, ZoneDenials>weigher((apex, denials) -> denials.weightBytes())
                .executor(Runnable::run)
                .recordStats()
                .build();
  }

  void forget() {
    if (zones != null) {
      zones.invalidateAll();
    }
  }

  /** Forgets the denials of {@code zone}. */
  void forget(ZoneKeys zone) {
    if (zones != null) {
      zones.invalidate(zone.apex());
    }
  }

  ShareStats stats() {
    return Shares.stats(zones);
  }

  /**
   * Remembers an RRset that {@code zone} signed, until {@code end} at most, for validations that
   * began in {@code epoch}.
   */
  void learn(ZoneKeys zone, RrsetCheck.Proven set, Instant end, Instant now, long epoch) {
    if (zones == null || !end.isAfter(now)) {
      return;
    }
    ZoneDenials denials = of(zone, epoch);
    if (denials == null) {
      denials = new ZoneDenials(zone, epoch);
    }
    if (denials.learn(set, end, now)) {
      zones.put(zone.apex(), denials); // so that it is weighed again
    }
  }

  /** The denials of {@code zone} in {@code epoch} that its present keys signed, or null. */
  @Nullable ZoneDenials of(ZoneKeys zone, long epoch) {
    ZoneDenials denials = zones == null ? null : zones.getIfPresent(zone.apex());
    return denials != null && denials.isOf(zone, epoch) ? denials : null;
  }

  /** The names whose denials a proof about {@code name} may need, from it up to its zone's apex. */
  static List<Name> concerned(Name name, Name apex) {
    List<Name> names = new ArrayList<>();
    names.add(name);
    for (int labels = name.labels() - 1; labels >= apex.labels(); labels--) {
      Name ancestor = Names.suffix(name, labels);
      names.add(ancestor);
      names.add(Names.wildcardAt(ancestor));
    }
    return names;
  }
}
