package dev.trustconnect.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The resolutions that were returned recently, for comparison with a connection's peer.
 *
 * <p>Bounded to the {@value #MAX_HOSTS} hosts used last, with {@value #MAX_EACH} resolutions each.
 * A resolution is kept as long as it is valid, and for at least a minute, which a client may need
 * to connect. Thread-safe.
 */
final class ProvenAddresses {
  private static final int MAX_HOSTS = 4_096;
  private static final int MAX_EACH = 4;
  private static final Duration TIME_TO_CONNECT = Duration.ofMinutes(1);

  private final Cache<HostName, List<Held>> byHost =
      Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();
  private final InstantSource clock;

  private record Held(Resolution resolution, Instant until) {}

  ProvenAddresses(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Adds a resolution. Returns whether its addresses differ from those of the newest one before, or
   * there was none.
   */
  boolean add(Resolution resolution) {
    Instant now = clock.instant();
    Instant soon = now.plus(TIME_TO_CONNECT);
    Instant until = resolution.validUntil().isAfter(soon) ? resolution.validUntil() : soon;
    AtomicBoolean leadsElsewhere = new AtomicBoolean();
    byHost
        .asMap()
        .compute(
            resolution.host(),
            (host, before) -> {
              leadsElsewhere.set(
                  before == null
                      || before.isEmpty()
                      || !before.get(0).resolution().addresses().equals(resolution.addresses()));
              List<Held> held = new ArrayList<>(List.of(new Held(resolution, until)));
              for (Held older : before == null ? List.<Held>of() : before) {
                boolean same = older.resolution().addresses().equals(resolution.addresses());
                if (!same && older.until().isAfter(now) && held.size() < MAX_EACH) {
                  held.add(older);
                }
              }
              return List.copyOf(held);
            });
    return leadsElsewhere.get();
  }

  /** Whether the newest resolution of {@code host} has expired; false if there is none. */
  boolean isExpired(HostName host) {
    List<Held> held = byHost.getIfPresent(host);
    return held != null && !clock.instant().isBefore(held.get(0).resolution().validUntil());
  }

  /**
   * The newest resolution that contains this address, or any if {@code peer} is null; null if there
   * is none.
   */
  @Nullable Resolution find(HostName host, @Nullable InetAddress peer) {
    Instant now = clock.instant();
    List<Held> held = byHost.getIfPresent(host);
    for (Held each : held == null ? List.<Held>of() : held) {
      boolean has = peer == null || each.resolution().addresses().contains(peer);
      if (has && each.until().isAfter(now)) {
        return each.resolution();
      }
    }
    return null;
  }
}
