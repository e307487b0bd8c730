package dev.trustconnect.policy;

import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All policies in force at one time. The most specific one applies to a host: its own, or else a
 * wildcard's, or else the profile's default. Immutable.
 */
public final class PolicyBook {
  /**
   * The headers whose values are always secrets, as lower-case names: those of HTTP itself and of
   * the large API providers.
   */
  public static final Set<String> USUAL_CREDENTIALS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "x-api-key",
          "api-key",
          "x-goog-api-key",
          "x-auth-token");

  private final Profile profile;
  private final Map<HostPattern, EndpointPolicy> policies;
  private final Map<String, EndpointPolicy> exact = new HashMap<>();
  private final Map<String, EndpointPolicy> below = new HashMap<>();
  private final Set<String> credentialNames;

  private PolicyBook(Profile profile, Map<HostPattern, EndpointPolicy> policies) {
    this.profile = profile;
    this.policies = Map.copyOf(policies);
    Set<String> names = new TreeSet<>(USUAL_CREDENTIALS);
    for (EndpointPolicy policy : policies.values()) {
      HostPattern hosts = policy.hosts();
      (hosts.isWildcard() ? below : exact).put(hosts.parent().ascii(), policy);
      names.addAll(policy.credentials());
    }
    this.credentialNames = Set.copyOf(names);
  }

  /**
   * A book of these policies.
   *
   * @throws IllegalArgumentException if two are for the same pattern, or if the profile is {@code
   *     STRICT} and one grants a client identity to a host that any public authority can vouch for
   */
  public static PolicyBook of(Profile profile, Collection<EndpointPolicy> policies) {
    Map<HostPattern, EndpointPolicy> byPattern = new HashMap<>();
    for (EndpointPolicy policy : policies) {
      if (byPattern.put(policy.hosts(), policy) != null) {
        throw new IllegalArgumentException("two policies for " + policy.hosts());
      }
      if (profile == Profile.STRICT && policy.grantsIdentityToAnyAuthority()) {
        throw new IllegalArgumentException(
            "the policy for "
                + policy.hosts()
                + " grants an identity to any server with a public certificate for the name;"
                + " profile STRICT wants roots, pins or requireSecure there");
      }
    }
    return new PolicyBook(Objects.requireNonNull(profile), byPattern);
  }

  /** {@link #of(Profile, Collection)} with {@link Profile#STANDARD}. */
  public static PolicyBook of(EndpointPolicy... policies) {
    return of(Profile.STANDARD, List.of(policies));
  }

  /** The profile, for hosts without a policy. */
  public Profile profile() {
    return profile;
  }

  /** The policies, in no order. */
  public Collection<EndpointPolicy> policies() {
    return policies.values();
  }

  /**
   * The policy for {@code host}; empty if the profile is {@code STRICT} and none was written for
   * it, so that it is refused.
   */
  public Optional<EndpointPolicy> policyFor(HostName host) {
    EndpointPolicy written = written(host);
    if (written != null) {
      return Optional.of(written);
    }
    return profile == Profile.STRICT
        ? Optional.empty()
        : Optional.of(EndpointPolicy.forHosts(new HostPattern(host, false)).build());
  }

  /**
   * This book with a separate policy for each of these hosts: the policy that applies to it now,
   * with {@code rule} for its name. A host whose policy requires a SECURE name, or that is refused
   * for want of a policy, stays as it is.
   */
  public PolicyBook withNames(Collection<HostName> hosts, Dnssec rule) {
    Map<HostPattern, EndpointPolicy> more = new HashMap<>(policies);
    for (HostName host : hosts) {
      HostPattern alone = new HostPattern(host, false);
      policyFor(host)
          .filter(policy -> policy.dnssec() != Dnssec.REQUIRE_SECURE)
          .ifPresent(policy -> more.put(alone, PolicyCopy.of(policy, alone, rule)));
    }
    return new PolicyBook(profile, more);
  }

  /**
   * Checks that the policies name only these client identities.
   *
   * @throws IllegalArgumentException if one names another
   */
  public void requireIdentities(Collection<String> known) {
    for (EndpointPolicy policy : policies.values()) {
      String identity = policy.identity().orElse(null);
      if (identity != null && !known.contains(identity)) {
        throw new IllegalArgumentException(
            "the policy for "
                + policy.hosts()
                + " names identity '"
                + identity
                + "', which there isn't; "
                + (known.isEmpty()
                    ? "add it with identity(name, source)"
                    : "there are: " + String.join(", ", known)));
      }
    }
  }

  /** Whether a policy was written for {@code host} or for a wildcard that matches it. */
  public boolean isWrittenFor(HostName host) {
    return written(host) != null;
  }

  private @Nullable EndpointPolicy written(HostName host) {
    EndpointPolicy own = exact.get(host.ascii());
    if (own != null || below.isEmpty()) {
      return own;
    }
    int dot = host.ascii().indexOf('.');
    return dot < 0 ? null : below.get(host.ascii().substring(dot + 1));
  }

  /**
   * All headers that are secrets of some host, {@link #USUAL_CREDENTIALS} included, as lower-case
   * names.
   */
  public Set<String> credentialNames() {
    return credentialNames;
  }

  /** Profile and number of policies, such as {@code STANDARD with 2 policies}. */
  @Override
  public String toString() {
    return profile + " with " + policies.size() + (policies.size() == 1 ? " policy" : " policies");
  }

  /** How hosts without a policy are treated. */
  public enum Profile {
    /** They need a proven name, public addresses and a verified path to the default roots. */
    STANDARD,
    /** They are refused. */
    STRICT
  }
}
