package dev.trustconnect.gate;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Staleness;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.Resolution;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to say about a resolved name before the judge sees it. */
final class NameInspection {
  private NameInspection() {}

  static List<Finding> of(Resolution resolution, EndpointPolicy policy, AddressRules rules) {
    List<Finding> findings = new ArrayList<>();
    findings.add(proven(resolution.verdict()));
    resolution.staleness().ifPresent(staleness -> findings.add(stale(staleness)));
    resolution.missing().ifPresent(missing -> findings.add(incomplete(missing)));
    resolution.addresses().stream()
        .flatMap(address -> rules.find(address).stream())
        .limit(1)
        .forEach(special -> findings.add(specialPurpose(special)));
    if (!policy.aliasOwners().isEmpty()) {
      findings.add(aliases(resolution, policy));
    }
    if (!policy.addresses().isEmpty()) {
      findings.add(addresses(resolution, policy));
    }
    return findings;
  }

  /** INSECURE is a proven absence of signatures: neither green nor red until the judge speaks. */
  private static Finding proven(Verdict verdict) {
    if (verdict instanceof Verdict.Secure) {
      return new Finding.Satisfied(Check.NAME_PROVEN, verdict.label());
    }
    if (verdict instanceof Verdict.Insecure) {
      return new Finding.NotEvaluated(
          Check.NAME_PROVEN,
          verdict.reason(),
          verdict.label() + " [" + verdict.reason().code() + "], no signatures to check");
    }
    return new Finding.Violated(
        Check.NAME_PROVEN, verdict.reason(), verdict.label(), "SECURE or proven INSECURE");
  }

  /** Whether something newer would say otherwise, nobody could tell us. */
  private static Finding stale(Staleness staleness) {
    return new Finding.NotEvaluated(
        Check.NAME_FRESH,
        Reason.NAME_ANSWER_STALE,
        "an answer that ended "
            + staleness.since()
            + "; no newer one could be had ["
            + staleness.why().code()
            + "]");
  }

  /** RFC 4074 §4.2: the name is used by the kind of addresses that was proven. */
  private static Finding incomplete(ValidatedAnswer missing) {
    return new Finding.NotEvaluated(
        Check.NAME_COMPLETE,
        missing.verdict().reason(),
        "no answer to "
            + missing.question()
            + " ["
            + missing.verdict().reason().code()
            + "]; the addresses of the other kind are used");
  }

  /** The resolver has refused these, but a policy that allowed one may be gone since. */
  private static Finding specialPurpose(AddressFinding special) {
    return new Finding.Violated(
        Check.NAME_IN_SCOPE,
        special.reason(),
        special.toString(),
        "public addresses, or the block allowed by the policy");
  }

  /** Where a name leads is decided by every alias on the way, in both answers. */
  private static Finding aliases(Resolution resolution, EndpointPolicy policy) {
    Set<String> targets = new LinkedHashSet<>();
    ValidatedAnswer missing = resolution.missing().orElse(null);
    for (ValidatedAnswer answer : List.of(resolution.ipv4(), resolution.ipv6())) {
      if (missing != null && missing.question().equals(answer.question())) {
        continue; // nothing in it is proven, and none of its addresses is used
      }
      List<Hop> hops = answer.hops();
      hops.stream().skip(1).forEach(hop -> targets.add(hop.owner()));
    }
    List<HostName> owners = new ArrayList<>(policy.aliasOwners());
    owners.add(resolution.host());
    List<String> outside =
        targets.stream()
            .filter(target -> owners.stream().noneMatch(owner -> isWithin(target, owner)))
            .toList();
    return outside.isEmpty()
        ? new Finding.Satisfied(Check.NAME_IN_SCOPE, "aliases " + targets)
        : new Finding.Violated(
            Check.NAME_IN_SCOPE,
            Reason.NAME_ALIAS_OUT_OF_SCOPE,
            "an alias to " + String.join(", ", outside),
            "aliases only into " + shown(policy.aliasOwners()));
  }

  private static boolean isWithin(String name, HostName owner) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(owner.ascii()) || lower.endsWith("." + owner.ascii());
  }

  private static Finding addresses(Resolution resolution, EndpointPolicy policy) {
    List<String> outside =
        resolution.addresses().stream()
            .filter(address -> !isIn(policy.addresses(), address))
            .map(InetAddress::getHostAddress)
            .toList();
    return outside.isEmpty()
        ? new Finding.Satisfied(Check.NAME_IN_SCOPE, "all addresses in scope")
        : new Finding.Violated(
            Check.NAME_IN_SCOPE,
            Reason.ADDRESS_OUT_OF_SCOPE,
            "address " + String.join(", ", outside),
            "addresses in " + shown(policy.addresses()));
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address.getAddress()));
  }

  private static String shown(List<?> things) {
    return things.stream().map(Object::toString).collect(Collectors.joining(" or "));
  }
}
