package dev.trustconnect.spring;

import dev.trustconnect.health.Health.Status;
import org.springframework.boot.actuate.health.Health;

/** The health of a {@code TrustConnect} in the words of Spring Boot 3.5. */
final class Boot3Health {
  private Boot3Health() {}

  static Health of(dev.trustconnect.health.Health seen) {
    Health.Builder health = seen.status() == Status.DOWN ? Health.down() : Health.up();
    return health.withDetails(HealthDetails.of(seen)).build();
  }
}
