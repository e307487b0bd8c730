package dev.trustconnect.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The health of a {@code TrustConnect} at one moment.
 *
 * <p>DEGRADED means that calls are still possible, but something needs attention. DOWN means that
 * new names can't be resolved: the last lookup failed without a stale answer, and no upstream
 * answers any question, not even for the root zone's keys. A name whose servers don't answer can't
 * cause that. While it is DOWN, each call of {@code health()} asks the upstreams again in the
 * background, and a later call shows when one answers.
 *
 * <p>The health says nothing about the endpoints that are called. Use it for readiness and alerts.
 * Don't use it for liveness: a restart fixes none of these problems, and loses the caches.
 *
 * @param status the worst of the components'
 * @param components one for each part, always the same ones in the same order
 * @param at when this was determined
 */
public record Health(Status status, List<Component> components, Instant at) {
  /** Whether a part does its work. */
  public enum Status {
    /** It does. */
    UP,
    /** It does, but something needs attention. */
    DEGRADED,
    /** It doesn't. */
    DOWN
  }

  /**
   * One part.
   *
   * @param name {@code upstreams}, {@code anchors}, {@code clock}, {@code policy}, {@code sinks},
   *     {@code memory} or {@code files}
   * @param detail one line for people: what was seen, and what to do. No secrets
   */
  public record Component(String name, Status status, String detail) {}

  public Health {
    components = List.copyOf(components);
  }

  /** The health of these parts together. */
  public static Health of(List<Component> components, Instant at) {
    Status worst = Status.UP;
    for (Component component : components) {
      worst = component.status().compareTo(worst) > 0 ? component.status() : worst;
    }
    return new Health(worst, components, at);
  }

  /** The component of this name; empty if there is none. */
  public Optional<Component> component(String name) {
    return components.stream().filter(component -> component.name().equals(name)).findFirst();
  }

  /** One line: the status and each component that isn't UP, with its detail. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(status.toString());
    for (Component component : components) {
      if (component.status() != Status.UP) {
        line.append(", ").append(component.name()).append(": ").append(component.detail());
      }
    }
    return line.toString();
  }
}
