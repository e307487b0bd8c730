package dev.trustconnect.cli.issued;

import dev.trustconnect.cli.issued.Verdict.State;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds certificates against policies: whose endpoints they are for, and whether a pin matches. */
final class Holding {
  private final PolicyBook book;
  private final List<Pin> also;

  /**
   * Against these.
   *
   * @param also keys that are in order besides the policies' own
   */
  Holding(PolicyBook book, List<Pin> also) {
    this.book = book;
    this.also = List.copyOf(also);
  }

  Verdict verdict(Issued certificate) {
    Collection<EndpointPolicy> covered = covered(certificate);
    List<String> endpoints = covered.stream().map(policy -> policy.hosts().toString()).toList();
    State state = State.NO_POLICY;
    String why = "";
    String matched = null;
    for (EndpointPolicy policy : covered) {
      PinSet pins = policy.pins().orElse(null);
      Pin match = pins == null ? null : match(certificate, pins.pins());
      State one;
      String words;
      if (pins == null) {
        one = State.NOT_JUDGED;
        words = "the policy for " + policy.hosts() + " has no pins";
      } else if (match != null) {
        one = State.FITS;
        words = "matches " + match;
        matched = match.toString();
      } else if (certificate.key() == null || certificate.issuerKey() == null) {
        one = State.NOT_JUDGED;
        words = "the source doesn't have its keys";
      } else {
        one = State.OUTSIDE;
        words = "the policy for " + policy.hosts() + " wants " + pins;
      }
      if (one.compareTo(state) > 0) {
        state = one;
        why = words;
      }
    }
    return new Verdict(certificate, state, endpoints, state == State.OUTSIDE ? null : matched, why);
  }

  private @Nullable Pin match(Issued certificate, List<Pin> pins) {
    List<Pin> all = new ArrayList<>(pins);
    all.addAll(also);
    return all.stream().filter(pin -> matches(certificate, pin)).findFirst().orElse(null);
  }

  /** The issuer is the direct one: the source doesn't tell what is above it. */
  private static boolean matches(Issued certificate, Pin pin) {
    String digest = pin.toString().substring(pin.toString().indexOf('/') + 1);
    boolean ofCertificate = pin instanceof CertificatePin;
    String own = ofCertificate ? certificate.certificate() : certificate.key();
    String issuer = ofCertificate ? null : certificate.issuerKey();
    return switch (pin.level()) {
      case LEAF -> digest.equals(own);
      case ISSUER -> digest.equals(issuer);
      case ANY -> digest.equals(own) || digest.equals(issuer);
    };
  }

  /** The policies for endpoints that the certificate could be used for, by host. */
  private Collection<EndpointPolicy> covered(Issued certificate) {
    TreeMap<String, EndpointPolicy> covered = new TreeMap<>();
    for (String name : distinct(certificate.names())) {
      HostPattern pattern = pattern(name);
      if (pattern == null) {
        continue;
      }
      if (!pattern.isWildcard() && book.isWrittenFor(pattern.parent())) {
        book.policyFor(pattern.parent())
            .ifPresent(policy -> covered.put(policy.hosts().toString(), policy));
      }
      for (EndpointPolicy policy :
          pattern.isWildcard() ? book.policies() : Set.<EndpointPolicy>of()) {
        if (policy.hosts().equals(pattern)
            || (!policy.hosts().isWildcard() && pattern.matches(policy.hosts().parent()))) {
          covered.put(policy.hosts().toString(), policy);
        }
      }
    }
    return covered.values();
  }

  private static Set<String> distinct(List<String> names) {
    return new LinkedHashSet<>(names);
  }

  /** Null for a name that no host has, such as an address of e-mail. */
  private static @Nullable HostPattern pattern(String name) {
    try {
      return HostPattern.parse(name);
    } catch (IllegalArgumentException notAHost) {
      return null;
    }
  }
}
