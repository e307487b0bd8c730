package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * What is already proven about zones, so that a zone serves its siblings and children.
 *
 * <p>Called by a {@link Validation} on its caller's thread; an implementation shared between
 * validations must be thread-safe and must not block.
 */
public interface KnownZones {
  /** Remembers nothing. */
  KnownZones NONE =
      new KnownZones() {
        @Override
        public @Nullable ProvenZone at(Name apex) {
          return null;
        }

        @Override
        public void learn(ProvenZone zone) {}
      };

  /**
   * What is proven about the zone cut at {@code apex}, or null. The validation checks the time of
   * what it gets.
   */
  @Nullable ProvenZone at(Name apex);

  /**
   * Called once for each zone the validation has proven; worth keeping until {@link
   * ProvenZone#validUntil()}.
   */
  void learn(ProvenZone zone);

  /** The same memory, of which nothing is read. */
  default KnownZones unread() {
    KnownZones written = this;
    return new KnownZones() {
      @Override
      public @Nullable ProvenZone at(Name apex) {
        return null;
      }

      @Override
      public void learn(ProvenZone zone) {
        written.learn(zone);
      }
    };
  }
}
