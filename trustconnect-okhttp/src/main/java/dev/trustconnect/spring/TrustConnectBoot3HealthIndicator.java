package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.health.Health.Status;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** {@link TrustConnectHealthIndicator} for Spring Boot 3.5. */
final class TrustConnectBoot3HealthIndicator implements HealthIndicator {
  private final TrustConnect trust;

  TrustConnectBoot3HealthIndicator(TrustConnect trust) {
    this.trust = trust;
  }

  @Override
  public Health health() {
    dev.trustconnect.health.Health seen = trust.health();
    Health.Builder health = seen.status() == Status.DOWN ? Health.down() : Health.up();
    return health.withDetails(HealthDetails.of(seen)).build();
  }
}
