package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.scope.Requirement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Writes a policy as lines of {@code key=value}; the policy's fingerprint is their hash. Equal
 * policies have the same lines, different policies have different ones.
 *
 * <p>The keys are the fields of a policy file. A setting with one value always has one line; a
 * setting with several has one line for each, sorted, since their order has no meaning. No value
 * can contain a line break, so none can imitate another setting. An optional setting has no line if
 * it isn't set, so a new one of these leaves the fingerprints of other policies as they are. Raise
 * the number in the first line when a setting is spelt differently or a line is always added: all
 * fingerprints change then.
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
    policy.peerId().ifPresent(id -> form.one("peerId", id));
    policy.identity().ifPresent(name -> form.one("identity", name));
    return form.lines.toString();
  }

  private static boolean isRequired(EndpointPolicy policy, Check check) {
    return policy.requirement(check) == Requirement.REQUIRE;
  }

  /**
   * Writes the roots' certificates. The Java runtime's roots have their own value: they also apply
   * the runtime's rules, so the same certificates given explicitly are a different setting.
   */
  private void roots(TrustRoots roots) {
    if (roots.isSystem()) {
      one("roots", "JAVA_RUNTIME");
    }
    all("roots", roots.certificates().stream().map(CertificatePin::of).toList());
  }

  private void all(String key, Collection<?> values) {
    List<String> texts = new ArrayList<>(values.size());
    for (Object value : values) {
      texts.add(value.toString());
    }
    Collections.sort(texts);
    for (String text : texts) {
      one(key, text);
    }
  }

  private void one(String key, Object value) {
    String text = value.toString();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new IllegalStateException("a value of " + key + " has a control character");
      }
    }
    lines.append(key).append('=').append(text).append('\n');
  }
}
