package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.scope.Requirement;

/** Copies a policy with other hosts and another rule for their names. */
final class PolicyCopy {
  private PolicyCopy() {}

  static EndpointPolicy of(EndpointPolicy policy, HostPattern hosts, Dnssec dnssec) {
    EndpointPolicy.Builder copy =
        EndpointPolicy.forHosts(hosts)
            .mode(policy.mode())
            .dnssec(dnssec)
            .addresses(
                policy.addresses().stream().map(AddressRange::toString).toArray(String[]::new))
            .aliasOwners(policy.aliasOwners().stream().map(HostName::ascii).toArray(String[]::new))
            .credentials(policy.credentials().toArray(String[]::new))
            .credentialRule(policy.credentialRule());
    policy.roots().ifPresent(copy::roots);
    policy
        .pins()
        .ifPresent(set -> copy.pins(set.pins().toArray(Pin[]::new)).pinsExpire(set.expiry()));
    policy.identity().ifPresent(copy::identity);
    policy.peerId().ifPresent(id -> copy.peerId(id.toString()));
    if (policy.requirement(Check.ADDRESS_BOUND) == Requirement.REQUIRE) {
      copy.requireBoundAddress();
    }
    if (policy.requirement(Check.NAME_FRESH) == Requirement.REQUIRE) {
      copy.requireFreshAnswers();
    }
    return copy.build();
  }
}
