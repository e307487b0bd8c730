package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.policy.EndpointPolicy.Requirement;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * A policy as lines of {@code key=value}, of which its fingerprint is the hash. Equal policies have
 * the same form, different policies have different ones.
 *
 * <p>The keys are the fields of a policy file. A setting with one value has one line, always; one
 * with several has a line for each, sorted, since their order decides nothing. No value can hold a
 * line break, so none can pass for another setting. A new setting or another spelling raises the
 * number in the first line: fingerprints in audit logs then change, and say so.
 */
final class CanonicalPolicy {
  private static final String FORM = "trustconnect-policy=1\n";

  private final StringBuilder lines = new StringBuilder(FORM);

  private CanonicalPolicy() {}

  static String of(EndpointPolicy policy) {
    CanonicalPolicy form = new CanonicalPolicy();
    form.one("host", policy.hosts());
    form.one("mode", policy.mode().name());
    form.one("dnssec", policy.dnssec().name());
    policy.roots().ifPresent(form::roots);
    policy
        .pins()
        .ifPresent(
            pins -> {
              form.all("pins", pins.pins());
              form.one("pinsExpire", pins.expiry());
            });
    form.all("addresses", policy.addresses());
    form.all("aliasOwners", policy.aliasOwners());
    form.one("requireBoundAddress", isRequired(policy, Check.ADDRESS_BOUND));
    form.one("requireFreshAnswers", isRequired(policy, Check.NAME_FRESH));
    form.all("credentials", policy.credentials());
    form.one("credentialRule", policy.credentialRule().name());
    return form.lines.toString();
  }

  private static boolean isRequired(EndpointPolicy policy, Check check) {
    return policy.requirement(check) == Requirement.REQUIRE;
  }

  /** By content. The runtime's own roots also bring its rules, so they aren't those given. */
  private void roots(TrustRoots roots) {
    if (roots.isSystem()) {
      one("roots", "JAVA_RUNTIME");
    }
    all("roots", roots.certificates().stream().map(CertificatePin::of).toList());
  }

  private void all(String key, Collection<?> values) {
    Stream<String> texts = values.stream().map(Object::toString);
    texts.sorted().forEach(text -> one(key, text));
  }

  private void one(String key, Object value) {
    String text = value.toString();
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalStateException("a value of " + key + " has a control character");
    }
    lines.append(key).append('=').append(text).append('\n');
  }
}
