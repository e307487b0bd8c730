package dev.trustconnect.config;

import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.yaml.Section;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one entry of {@code endpoints} as a policy. */
final class EndpointFields {
  static final Set<String> KNOWN =
      Set.of(
          "host",
          "mode",
          "dnssec",
          "roots",
          "pins",
          "pinsExpire",
          "addresses",
          "aliasOwners",
          "requireBoundAddress",
          "requireFreshAnswers",
          "credentials",
          "credentialRule",
          "identity",
          "peerId");

  private static final String DAY = "the day by which to renew the pins, such as 2027-06-30";
  private static final String PINS =
      "a list of two or more such as sha256/<base64 of the key's SHA-256>, with leaf: or issuer:"
          + " in front to match only there";

  private final Section section;
  private final Function<String, TrustRoots> rootsFile;

  /**
   * A reader of {@code section}.
   *
   * @param rootsFile reads the roots from a PEM file, given its name in the section
   */
  EndpointFields(Section section, Function<String, TrustRoots> rootsFile) {
    this.section = section;
    this.rootsFile = rootsFile;
  }

  /** The policy; empty if its host can't be read. Fields with other problems are left out. */
  Optional<EndpointPolicy> policy() {
    Optional<HostPattern> host =
        section.value("host", "api.example.com or *.example.com", HostPattern::parse);
    if (!section.has("host")) {
      section.problem("host", "missing", "the host, or *. and the domain directly above the hosts");
    }
    EndpointPolicy.Builder policy =
        EndpointPolicy.forHosts(host.orElse(new HostPattern(new HostName("unread"), false)));
    boolean hasRoots = whole(policy);
    pins(policy);
    scope(policy);
    credentials(policy);
    section
        .value("identity", "the name of an entry of identities:", this::identityName)
        .ifPresent(policy::identity);
    peerId(policy, hasRoots);
    return host.map(read -> policy.build());
  }

  /** Whether roots were read. */
  private boolean whole(EndpointPolicy.Builder policy) {
    section.value("mode", oneOf(Mode.values()), named(Mode.class)).ifPresent(policy::mode);
    section.value("dnssec", oneOf(Dnssec.values()), named(Dnssec.class)).ifPresent(policy::dnssec);
    Optional<TrustRoots> roots =
        section.value(
            "roots",
            "a file of PEM certificates, relative to this file's folder",
            rootsFile::apply);
    roots.ifPresent(policy::roots);
    return roots.isPresent();
  }

  private void pins(EndpointPolicy.Builder policy) {
    List<Pin> pins = section.values("pins", PINS, Pin::parse);
    Optional<LocalDate> expire = section.value("pinsExpire", DAY, EndpointFields::day);
    if (section.has("pins") != section.has("pinsExpire")) {
      String absent = section.has("pins") ? "pinsExpire" : "pins";
      section.problem(absent, "missing", absent.equals("pins") ? PINS : DAY);
    }
    if (pins.size() < section.count("pins") || pins.isEmpty() || expire.isEmpty()) {
      return; // reported already
    }
    try {
      PinSet set = new PinSet(pins, expire.get());
      policy.pins(set.pins().toArray(Pin[]::new)).pinsExpire(set.expiry());
    } catch (IllegalArgumentException noBackup) {
      section.problem("pins", String.valueOf(noBackup.getMessage()), PINS);
    }
  }

  private void scope(EndpointPolicy.Builder policy) {
    policy.addresses(
        section
            .values("addresses", "a list of blocks such as 198.18.7.0/24", AddressRange::parse)
            .stream()
            .map(AddressRange::toString)
            .toArray(String[]::new));
    policy.aliasOwners(
        section
            .values("aliasOwners", "a list of domains such as cdn.example", HostName::parse)
            .stream()
            .map(HostName::ascii)
            .toArray(String[]::new));
    section
        .value("requireBoundAddress", "true or false", EndpointFields::truth)
        .filter(Boolean::booleanValue)
        .ifPresent(required -> policy.requireBoundAddress());
    section
        .value("requireFreshAnswers", "true or false", EndpointFields::truth)
        .filter(Boolean::booleanValue)
        .ifPresent(required -> policy.requireFreshAnswers());
  }

  private void credentials(EndpointPolicy.Builder policy) {
    policy.credentials(
        section
            .values("credentials", "a list of header names such as x-api-key", this::headerName)
            .toArray(String[]::new));
    section
        .value("credentialRule", oneOf(CredentialRule.values()), named(CredentialRule.class))
        .ifPresent(policy::credentialRule);
  }

  private String headerName(String text) {
    EndpointPolicy.forHost("any.example").credentials(text); // throws if it isn't one
    return text;
  }

  private void peerId(EndpointPolicy.Builder policy, boolean hasRoots) {
    String form = "a SPIFFE ID such as spiffe://corp.example/ns/llm/sa/gateway";
    Optional<SpiffeId> id = section.value("peerId", form, SpiffeId::parse);
    if (id.isPresent() && !section.has("roots")) {
      section.problem("peerId", "an ID that any authority could write", "roots: beside it");
    } else if (hasRoots) { // otherwise a problem was added already
      id.map(SpiffeId::toString).ifPresent(policy::peerId);
    }
  }

  private String identityName(String text) {
    EndpointPolicy.forHost("any.example").identity(text); // throws if it isn't one
    return text;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' isn't a day", e);
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  static <E extends Enum<E>> Section.Reading<E> named(Class<E> kind) {
    return text -> {
      for (E value : kind.getEnumConstants()) {
        if (value.name().equals(text)) {
          return value;
        }
      }
      throw new IllegalArgumentException("'" + text + "' isn't one of the values");
    };
  }

  static String oneOf(Enum<?>[] values) {
    return String.join(" or ", List.of(values).stream().map(Enum::name).toList());
  }
}
