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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the checks of a resolved name. Thread-safe. */
final class NameInspection {
  /** In this order. Each adds a finding, or none if the policy doesn't require the check. */
  static final List<Inspector<Facts>> ALL =
      List.of(
          NameInspection::proven,
          NameInspection::fresh,
          NameInspection::complete,
          NameInspection::publicAddresses,
          NameInspection::aliases,
          NameInspection::addresses);

  private static final Finding FRESH =
      new Finding.Satisfied(Check.NAME_FRESH, "answers within their TTL");

  private static final Finding COMPLETE =
      new Finding.Satisfied(Check.NAME_COMPLETE, "answers to A and AAAA");

  private static final Finding PUBLIC =
      new Finding.Satisfied(
          Check.ADDRESSES_PUBLIC, "none is special-purpose, unless the policy allows it");

  /**
   * The checks that are made.
   *
   * @param rules the addresses that the policy allows
   */
  record Facts(Resolution name, EndpointPolicy policy, AddressRules rules) {}

  private final List<Inspector<Facts>> inspectors;

  NameInspection(List<Inspector<Facts>> inspectors) {
    this.inspectors = List.copyOf(inspectors);
  }

  /** The findings about a name. */
  List<Finding> of(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    for (Inspector<Facts> inspector : inspectors) {
      inspector.inspect(facts, findings);
    }
    return findings;
  }

  /**
   * INSECURE is a proven absence of signatures: not evaluated here, and allowed or refused by the
   * policy.
   */
  private static void proven(Facts facts, List<Finding> findings) {
    findings.add(proven(facts.name().verdict()));
  }

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

  /** A stale answer isn't evaluated: no upstream had a newer one to compare it with. */
  private static void fresh(Facts facts, List<Finding> findings) {
    Staleness staleness = facts.name().staleness().orElse(null);
    findings.add(staleness != null ? stale(staleness) : FRESH);
  }

  private static Finding stale(Staleness staleness) {
    return new Finding.NotEvaluated(
        Check.NAME_FRESH,
        Reason.NAME_ANSWER_STALE,
        "an answer that ended "
            + staleness.since()
            + "; no newer answer was available ["
            + staleness.why().code()
            + "]");
  }

  /**
   * RFC 4074 §4.2: if one of A and AAAA failed, the name is used with the addresses of the other.
   */
  private static void complete(Facts facts, List<Finding> findings) {
    ValidatedAnswer missing = facts.name().missing().orElse(null);
    findings.add(missing != null ? incomplete(missing) : COMPLETE);
  }

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

  /**
   * The resolver refuses special-purpose addresses too, but a policy that allowed one may have been
   * replaced since.
   */
  private static void publicAddresses(Facts facts, List<Finding> findings) {
    for (InetAddress address : facts.name().addresses()) {
      Optional<AddressFinding> special = facts.rules().find(address);
      if (special.isPresent()) {
        findings.add(specialPurpose(special.get()));
        return;
      }
    }
    findings.add(PUBLIC);
  }

  private static Finding specialPurpose(AddressFinding special) {
    return new Finding.Violated(
        Check.ADDRESSES_PUBLIC,
        special.reason(),
        special.toString(),
        "public addresses, or the block allowed by the policy");
  }

  /** Checks every alias in both answers. */
  private static void aliases(Facts facts, List<Finding> findings) {
    if (!facts.policy().aliasOwners().isEmpty()) {
      findings.add(aliases(facts.name(), facts.policy()));
    }
  }

  private static Finding aliases(Resolution resolution, EndpointPolicy policy) {
    Set<String> targets = new LinkedHashSet<>();
    ValidatedAnswer missing = resolution.missing().orElse(null);
    for (ValidatedAnswer answer : List.of(resolution.ipv4(), resolution.ipv6())) {
      if (missing != null && missing.question().equals(answer.question())) {
        continue; // it isn't proven, and none of its addresses are used
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
        ? new Finding.Satisfied(Check.ALIASES_IN_SCOPE, "aliases " + targets)
        : new Finding.Violated(
            Check.ALIASES_IN_SCOPE,
            Reason.NAME_ALIAS_OUT_OF_SCOPE,
            "an alias to " + String.join(", ", outside),
            "aliases only into " + shown(policy.aliasOwners()));
  }

  private static boolean isWithin(String name, HostName owner) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(owner.ascii()) || lower.endsWith("." + owner.ascii());
  }

  private static void addresses(Facts facts, List<Finding> findings) {
    if (!facts.policy().addresses().isEmpty()) {
      findings.add(addresses(facts.name(), facts.policy()));
    }
  }

  private static Finding addresses(Resolution resolution, EndpointPolicy policy) {
    List<String> outside =
        resolution.addresses().stream()
            .filter(address -> !isIn(policy.addresses(), address))
            .map(InetAddress::getHostAddress)
            .toList();
    return outside.isEmpty()
        ? new Finding.Satisfied(Check.ADDRESSES_IN_SCOPE, "all addresses in scope")
        : new Finding.Violated(
            Check.ADDRESSES_IN_SCOPE,
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
