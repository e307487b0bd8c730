package dev.trustconnect.cli.doctor;

import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.survey.Endpoint;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that the examination is about: those of the policy and of {@code --host}.
 *
 * @param patterns of the policy
 * @param named of {@code --host}
 * @param areUnknown whether there is a policy that can't be read
 */
record Hosts(List<HostPattern> patterns, List<Endpoint> named, boolean areUnknown) {
  /** So many are looked up at most. */
  static final int MAX_LOOKED_UP = 20;

  Hosts {
    patterns = List.copyOf(patterns);
    named = List.copyOf(named);
  }

  /** The hosts of a policy; null for no policy. */
  static Hosts of(@Nullable PolicyBook book, List<Endpoint> named, boolean areUnknown) {
    Collection<EndpointPolicy> policies = book == null ? List.of() : book.policies();
    return new Hosts(
        policies.stream()
            .map(EndpointPolicy::hosts)
            .sorted(java.util.Comparator.comparing(HostPattern::toString))
            .toList(),
        named,
        areUnknown && named.isEmpty());
  }

  boolean isEmpty() {
    return patterns.isEmpty() && named.isEmpty();
  }

  /** Whether this name, from a file, is one of them. */
  boolean concern(String name) {
    HostName host;
    try {
      host = HostName.parse(name);
    } catch (IllegalArgumentException notAHost) {
      return false;
    }
    return named.stream().anyMatch(endpoint -> endpoint.host().equals(host))
        || patterns.stream().anyMatch(pattern -> pattern.matches(host));
  }

  /** Those that are names and not patterns, at most {@value #MAX_LOOKED_UP}. */
  List<HostName> names() {
    Set<HostName> names = new LinkedHashSet<>();
    named.forEach(endpoint -> names.add(endpoint.host()));
    patterns.stream()
        .filter(pattern -> !pattern.isWildcard())
        .map(HostPattern::parent)
        .forEach(names::add);
    return names.stream().limit(MAX_LOOKED_UP).toList();
  }
}
