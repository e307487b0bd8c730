package dev.trustconnect.dnssec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Where the walk down from an anchor to a name ended. */
sealed interface Way {
  /** The keys of the signed zone it ended in; null if it didn't end in one. */
  default @Nullable ZoneKeys keys() {
    return null;
  }

  /** Applies the function for this end of the way. */
  <T extends @Nullable Object> T fold(Function<ProvenZone, T> known, Function<Broken, T> broken);

  /** At a zone about which something is proven. */
  record Known(ProvenZone zone) implements Way {
    @Override
    public @Nullable ZoneKeys keys() {
      return zone instanceof ZoneKeys keys ? keys : null;
    }

    @Override
    public <T extends @Nullable Object> T fold(
        Function<ProvenZone, T> known, Function<Broken, T> broken) {
      return known.apply(zone);
    }
  }

  /**
   * At a break.
   *
   * @param at the name where it broke
   * @param above the last zone that was proven, null if not even the anchor was
   */
  record Broken(Failure failure, Name at, @Nullable ProvenZone above) implements Way {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<ProvenZone, T> known, Function<Broken, T> broken) {
      return broken.apply(this);
    }
  }
}
