package dev.trustconnect.spring;

import dev.trustconnect.health.Health;
import dev.trustconnect.health.Health.Component;
import java.util.LinkedHashMap;
import java.util.Map;

/** The details of a health contributor. */
final class HealthDetails {
  private HealthDetails() {}

  /** The status, and for each component its status and its detail. */
  static Map<String, Object> of(Health seen) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("status", seen.status().name());
    for (Component component : seen.components()) {
      details.put(
          component.name(),
          Map.of("status", component.status().name(), "detail", component.detail()));
    }
    return details;
  }
}
