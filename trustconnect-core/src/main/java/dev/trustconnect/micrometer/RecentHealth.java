package dev.trustconnect.micrometer;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.health.Health;
import java.util.concurrent.TimeUnit;

/** The health of one {@code TrustConnect}, so that one scrape determines it once. Thread-safe. */
final class RecentHealth {
  private static final long GOOD_FOR = TimeUnit.SECONDS.toNanos(1);

  private final TrustConnect trust;
  private Health last; // guarded by this
  private long determined; // guarded by this

  RecentHealth(TrustConnect trust) {
    this.trust = trust;
    this.last = trust.health();
    this.determined = System.nanoTime();
  }

  synchronized Health get() {
    long now = System.nanoTime();
    if (now - determined > GOOD_FOR) {
      last = trust.health();
      determined = now;
    }
    return last;
  }

  boolean is(String component, Health.Status status) {
    return get().component(component).map(Health.Component::status).orElse(Health.Status.UP)
        == status;
  }
}
