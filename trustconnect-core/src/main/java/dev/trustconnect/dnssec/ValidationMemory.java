package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The caches that the validations of one {@link Validator} share: proven zones, proofs of absence
 * (RFC 8198) and signatures that were verified.
 *
 * <p>Thread-safe; never blocks on anything but its own short locks, starts no thread and reads no
 * clock: each validation supplies its own. Each share is bounded by weight in bytes and evicts the
 * entries used least. A zone isn't used after its {@link ZoneLink#validUntil()}.
 *
 * <p>Call {@link #forgetAll()} when the clock is set back by more than a minute; otherwise what has
 * expired would become valid again.
 */
public final class ValidationMemory {
  private final ZoneMemory zones;
  private final RememberedDenials denials;
  private final VerifiedSignatures signatures;
  private final AtomicLong epoch = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();

  /**
   * How much each share may keep, in bytes, roughly; 0 keeps nothing.
   *
   * @param zoneBytes zones with their keys
   * @param denialBytes NSEC, NSEC3 and wildcard RRsets; useful only together with zones
   * @param signatureBytes signatures that were verified, 200 bytes each
   */
  public record Bounds(long zoneBytes, long denialBytes, long signatureBytes) {
    public Bounds {
      if (zoneBytes < 0 || denialBytes < 0 || signatureBytes < 0) {
        throw new IllegalArgumentException(
            "a share has 0 bytes or more: %d, %d, %d"
                .formatted(zoneBytes, denialBytes, signatureBytes));
      }
    }
  }

  /** The figures of each share. A hit is an entry that was found, whether or not it is valid. */
  public record Stats(ShareStats zones, ShareStats denials, ShareStats signatures) {}

  /** An empty memory within {@code bounds}. */
  public ValidationMemory(Bounds bounds) {
    this.zones = new ZoneMemory(bounds.zoneBytes());
    this.denials = new RememberedDenials(bounds.denialBytes());
    this.signatures =
        new VerifiedSignatures(
            (int)
                Math.min(
                    Integer.MAX_VALUE, bounds.signatureBytes() / VerifiedSignatures.ENTRY_BYTES));
  }

  /** A memory that keeps nothing. */
  public static ValidationMemory none() {
    return new ValidationMemory(new Bounds(0, 0, 0));
  }

  /**
   * Whether something is proven at {@code now} about a zone cut at the owner of {@code question}:
   * the zone's keys, or that it is unsigned or doesn't exist.
   */
  public boolean knowsZone(Question question, Instant now) {
    return zones.at(question.name(), new ZoneMemory.Reader(Long.MAX_VALUE, now, epoch.get()))
        != null;
  }

  /** A number that changes whenever a zone is learned. */
  public long generation() {
    return zones.generation();
  }

  /**
   * Forgets everything. Validations that began before add nothing to the memory any more; they end
   * as they would have.
   */
  public void forgetAll() {
    epoch.incrementAndGet(); // from here on nothing is used that was learned before
    zones.forget();
    denials.forget();
    signatures.forget();
  }

  /** The figures of each share, counted since this memory was made. */
  public Stats stats() {
    return new Stats(zones.stats(), denials.stats(), signatures.stats());
  }

  /** This memory as a validation at {@code now} may use it. */
  MemoryView viewAt(Instant now) {
    return view(now, true);
  }

  /** The same, but no zone is found in it. */
  MemoryView viewFromAnchorsAt(Instant now) {
    return view(now, false);
  }

  private MemoryView view(Instant now, boolean readsZones) {
    long begunIn = epoch.get();
    BooleanSupplier current = () -> epoch.get() == begunIn;
    ZoneMemory.Reader reader = new ZoneMemory.Reader(begun.incrementAndGet(), now, begunIn);
    KnownZones known =
        new KnownZones() {
          @Override
          public @Nullable ProvenZone at(Name apex) {
            return readsZones ? zones.at(apex, reader) : null;
          }

          @Override
          public void learn(ProvenZone zone) {
            zones.learn(zone, reader, current);
          }
        };
    return new MemoryView(now, known, denials, signatures, begunIn, current);
  }

  /** For tests: this memory with other zones in it. */
  MemoryView viewAt(Instant now, KnownZones others) {
    return new MemoryView(now, others, denials, signatures, epoch.get(), () -> true);
  }
}
