package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.scope.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A policy as a sentence for people; never parsed or compared. */
final class PolicySentence {
  private PolicySentence() {}

  static String of(EndpointPolicy policy) {
    List<String> wants = new ArrayList<>();
    wants.add(name(policy.dnssec()));
    if (policy.requirement(Check.NAME_FRESH) == Requirement.REQUIRE) {
      wants.add("an answer within its TTL");
    }
    if (!policy.aliasOwners().isEmpty()) {
      wants.add("aliases only into " + list(policy.aliasOwners(), " or "));
    }
    wants.add(
        policy.addresses().isEmpty()
            ? "public addresses"
            : "addresses in " + list(policy.addresses(), " or "));
    if (policy.requirement(Check.ADDRESS_BOUND) == Requirement.REQUIRE) {
      wants.add("a peer address that can be seen");
    }
    wants.add(
        policy.peerId().map(id -> "the SPIFFE ID " + id + " and ").orElse("")
            + "a path to "
            + policy.roots().map(Object::toString).orElse("the roots of every host"));
    policy
        .pins()
        .ifPresent(
            pins -> wants.add("one of the pins " + pins + ", to be renewed by " + pins.expiry()));
    if (!policy.credentials().isEmpty()) {
      wants.add(
          "that "
              + list(policy.credentials(), ", ")
              + (policy.credentialRule() == CredentialRule.STRIP
                  ? " be stripped for any other host"
                  : " go to no other host"));
    } else if (policy.credentialRule() == CredentialRule.STRIP) {
      wants.add("that credentials be stripped for any other host");
    }
    policy
        .identity()
        .ifPresent(name -> wants.add("client identity '" + name + "' if the server asks for one"));
    return policy.hosts()
        + (policy.mode() == Mode.REPORT_ONLY ? " should have (report only) " : " must have ")
        + String.join("; ", wants);
  }

  private static String name(Dnssec dnssec) {
    return switch (dnssec) {
      case REQUIRE_SECURE -> "a SECURE name";
      case ALLOW_PROVEN_INSECURE -> "a name that is SECURE or proven INSECURE";
      case REPORT_INSECURE -> "a SECURE name (reported if it is proven INSECURE)";
    };
  }

  private static String list(Iterable<?> things, String separator) {
    List<String> words = new ArrayList<>();
    things.forEach(thing -> words.add(thing.toString()));
    return words.stream().sorted().collect(Collectors.joining(separator));
  }
}
