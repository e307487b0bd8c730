package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.health.Health.Status;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports {@code trust.health()} to Spring Boot. DEGRADED is UP there, with {@code "status":
 * "DEGRADED"} in the details: Spring Boot doesn't know the word, and calls are still possible.
 */
final class TrustConnectHealthIndicator implements HealthIndicator {
  private final TrustConnect trust;

  TrustConnectHealthIndicator(TrustConnect trust) {
    this.trust = trust;
  }

  @Override
  public Health health() {
    dev.trustconnect.health.Health seen = trust.health();
    Health.Builder health = seen.status() == Status.DOWN ? Health.down() : Health.up();
    return health.withDetails(HealthDetails.of(seen)).build();
  }
}
