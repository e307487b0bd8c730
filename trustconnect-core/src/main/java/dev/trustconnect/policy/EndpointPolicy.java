package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.hash.Sha256;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.scope.Requirement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The requirements for requests to one host, or to the hosts of one pattern. Immutable; equal
 * policies have equal {@link #fingerprint()}s.
 */
public final class EndpointPolicy {
  private final HostPattern hosts;
  private final Mode mode;
  private final Dnssec dnssec;
  private final @Nullable TrustRoots roots;
  private final @Nullable PinSet pins;
  private final List<AddressRange> addresses;
  private final List<HostName> aliasOwners;
  private final boolean boundAddress;
  private final boolean freshAnswers;
  private final Set<String> credentials;
  private final CredentialRule credentialRule;
  private final @Nullable String identity;
  private final @Nullable SpiffeId peerId;
  private volatile @Nullable String fingerprint; // computed when first asked for

  private EndpointPolicy(Builder builder, @Nullable PinSet pins) {
    this.hosts = builder.hosts;
    this.mode = builder.mode;
    this.dnssec = builder.dnssec;
    this.roots = builder.roots;
    this.pins = pins;
    this.addresses = builder.addresses.stream().distinct().toList();
    this.aliasOwners = builder.aliasOwners.stream().distinct().toList();
    this.boundAddress = builder.boundAddress;
    this.freshAnswers = builder.freshAnswers;
    this.credentials = Collections.unmodifiableSet(new TreeSet<>(builder.credentials));
    this.credentialRule = builder.credentialRule;
    this.identity = builder.identity;
    this.peerId = builder.peerId;
  }

  /**
   * A policy for {@code api.example.com} or {@code *.example.com}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Builder forHost(String pattern) {
    return new Builder(HostPattern.parse(pattern));
  }

  /** A policy for these hosts. */
  public static Builder forHosts(HostPattern hosts) {
    return new Builder(hosts);
  }

  /** The hosts it is for. */
  public HostPattern hosts() {
    return hosts;
  }

  /** Whether violations are refused or only reported. */
  public Mode mode() {
    return mode;
  }

  /** Requirements on the name's verdict. */
  public Dnssec dnssec() {
    return dnssec;
  }

  /** The only roots that a path may end in; empty for the roots configured for all hosts. */
  public Optional<TrustRoots> roots() {
    return Optional.ofNullable(roots);
  }

  /** The pins, of which a path must contain one; empty if none are required. */
  public Optional<PinSet> pins() {
    return Optional.ofNullable(pins);
  }

  /** The only address blocks allowed for the host; empty for all public addresses. */
  public List<AddressRange> addresses() {
    return addresses;
  }

  /** The only domains that the host's aliases may lead into; an empty list allows all. */
  public List<HostName> aliasOwners() {
    return aliasOwners;
  }

  /** The headers whose values are secrets of this host, as sorted lower-case names. */
  public Set<String> credentials() {
    return credentials;
  }

  /** The rule for credentials in a request to another host. */
  public CredentialRule credentialRule() {
    return credentialRule;
  }

  /** The name of the client identity that the host may have; empty if none. */
  public Optional<String> identity() {
    return Optional.ofNullable(identity);
  }

  /** The SPIFFE ID that the certificate must have instead of the host's name; empty if none. */
  public Optional<SpiffeId> peerId() {
    return Optional.ofNullable(peerId);
  }

  /**
   * Whether a server with a certificate of any public authority and an unsigned name may get the
   * client identity: a forgotten DNS entry is enough to become one.
   */
  public boolean grantsIdentityToAnyAuthority() {
    return identity != null && !namesKeys() && dnssec != Dnssec.REQUIRE_SECURE;
  }

  /**
   * Whether the policy itself restricts the keys: it has pins, or roots other than the Java
   * runtime's, which issue to every applicant.
   */
  public boolean namesKeys() {
    return pins != null || (roots != null && !roots.isSystem());
  }

  /** Whether {@code check} must have been evaluated. */
  @SuppressWarnings("exports") // for the judge and the gates
  public Requirement requirement(Check check) {
    return switch (check) {
      case NAME_PROVEN ->
          dnssec == Dnssec.ALLOW_PROVEN_INSECURE ? Requirement.OBSERVE : Requirement.REQUIRE;
      case ADDRESS_BOUND -> boundAddress ? Requirement.REQUIRE : Requirement.OBSERVE;
      case NAME_FRESH -> freshAnswers ? Requirement.REQUIRE : Requirement.OBSERVE;
      case PINNED -> pins != null ? Requirement.REQUIRE : Requirement.OBSERVE;
      case IDENTITY -> identity != null ? Requirement.OBSERVE : Requirement.NOT_ASKED;
      case NAME_COMPLETE -> Requirement.OBSERVE;
      case PATH_TO_DEFAULT_ROOTS ->
          Requirement.NOT_ASKED; // only for REPORT_ONLY: never a reason to refuse
      case ALIASES_IN_SCOPE -> aliasOwners.isEmpty() ? Requirement.NOT_ASKED : Requirement.REQUIRE;
      case ADDRESSES_IN_SCOPE -> addresses.isEmpty() ? Requirement.NOT_ASKED : Requirement.REQUIRE;
      case ADDRESSES_PUBLIC, PATH_VERIFIED, ENCRYPTED, SECRETS_IN_SCOPE -> Requirement.REQUIRE;
    };
  }

  /**
   * SHA-256 over all settings, as 64 lower-case hex digits. It changes whenever the policy does and
   * doesn't depend on the order of pins, addresses and other lists. Roots are compared by their
   * certificates.
   */
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Sha256.hex(CanonicalPolicy.of(this));
      fingerprint = known;
    }
    return known;
  }

  /** Whether {@code other} has the same settings; the order of lists doesn't matter. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EndpointPolicy that
        && hosts.equals(that.hosts)
        && mode == that.mode
        && dnssec == that.dnssec
        && Objects.equals(roots, that.roots)
        && Objects.equals(pins, that.pins)
        && Set.copyOf(addresses).equals(Set.copyOf(that.addresses))
        && Set.copyOf(aliasOwners).equals(Set.copyOf(that.aliasOwners))
        && boundAddress == that.boundAddress
        && freshAnswers == that.freshAnswers
        && credentials.equals(that.credentials)
        && credentialRule == that.credentialRule
        && Objects.equals(identity, that.identity)
        && Objects.equals(peerId, that.peerId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        hosts,
        mode,
        dnssec,
        roots,
        pins,
        boundAddress,
        freshAnswers,
        credentials,
        credentialRule,
        identity,
        peerId);
  }

  /** The policy as one sentence for people; its wording may change. */
  @Override
  public String toString() {
    return PolicySentence.of(this);
  }

  /** Whether violations are refused or only reported. */
  public enum Mode {
    /** Violations are refused. */
    ENFORCE,
    /**
     * Violations are reported and allowed: use this to roll out a policy without breaking what
     * works today. It is never weaker than an ordinary client: BOGUS and INDETERMINATE names,
     * special-purpose addresses, certificates that aren't the host's or lead to none of the usual
     * roots, and connections without evidence are still refused.
     *
     * <p>It is weaker than having no policy in one way: cleartext requests, and secrets or bodies
     * sent to another host, are allowed as in an ordinary client and reported, while a host without
     * a policy refuses them.
     */
    REPORT_ONLY
  }

  /** The proof that a name needs. BOGUS and INDETERMINATE refuse under both. */
  public enum Dnssec {
    /** An unbroken chain of signatures. */
    REQUIRE_SECURE,
    /** An unbroken chain of signatures, or a signed proof that there is none. */
    ALLOW_PROVEN_INSECURE,
    /** An unbroken chain of signatures; a signed proof that there is none is only reported. */
    REPORT_INSECURE
  }

  /** The rule for a credential in a request to a host that it doesn't belong to. */
  public enum CredentialRule {
    /** The request is refused. */
    REFUSE,
    /**
     * The header is removed, and the audit log records that. A request with a body is still
     * refused.
     */
    STRIP
  }

  /**
   * Builds an {@link EndpointPolicy}. Methods that take several values add them to those of earlier
   * calls; the others replace. A call that throws changes nothing. Not thread-safe.
   */
  public static final class Builder {
    private final HostPattern hosts;
    private Mode mode = Mode.ENFORCE;
    private Dnssec dnssec = Dnssec.ALLOW_PROVEN_INSECURE;
    private @Nullable TrustRoots roots;
    private final List<Pin> pins = new ArrayList<>();
    private @Nullable LocalDate pinsExpire;
    private final List<AddressRange> addresses = new ArrayList<>();
    private final List<HostName> aliasOwners = new ArrayList<>();
    private boolean boundAddress;
    private boolean freshAnswers;
    private final Set<String> credentials = new TreeSet<>();
    private CredentialRule credentialRule = CredentialRule.REFUSE;
    private @Nullable String identity;
    private @Nullable SpiffeId peerId;

    private Builder(HostPattern hosts) {
      this.hosts = hosts;
    }

    /**
     * Sets whether violations are refused or only reported; the default is {@link Mode#ENFORCE}.
     */
    public Builder mode(Mode mode) {
      this.mode = Objects.requireNonNull(mode);
      return this;
    }

    /** Sets {@link #mode} to {@link Mode#REPORT_ONLY}. */
    public Builder reportOnly() {
      return mode(Mode.REPORT_ONLY);
    }

    /**
     * Sets what must be proven about the name; the default is {@link Dnssec#ALLOW_PROVEN_INSECURE}.
     */
    public Builder dnssec(Dnssec dnssec) {
      this.dnssec = Objects.requireNonNull(dnssec);
      return this;
    }

    /** Sets {@link #dnssec} to {@link Dnssec#REQUIRE_SECURE}. */
    public Builder requireSecure() {
      return dnssec(Dnssec.REQUIRE_SECURE);
    }

    /**
     * Sets the only roots that a path may end in; the default is the roots configured for all
     * hosts.
     */
    public Builder roots(TrustRoots roots) {
      this.roots = Objects.requireNonNull(roots);
      return this;
    }

    /**
     * Adds pins: a path must contain one of them. A policy with pins needs at least two different
     * ones, so that one is a backup.
     */
    public Builder pins(Pin... pins) {
      this.pins.addAll(List.of(pins));
      return this;
    }

    /**
     * Sets the last day on which to renew the pins (in UTC); required with {@link #pins}. Pins stay
     * in force after that day, with a warning.
     */
    public Builder pinsExpire(LocalDate day) {
      this.pinsExpire = Objects.requireNonNull(day);
      return this;
    }

    /**
     * Adds address blocks allowed for the host, such as {@code 198.18.7.0/24}; if any are set, all
     * other addresses are refused. A block within special-purpose space, such as {@code
     * 10.1.0.0/16}, allows those addresses too.
     *
     * @throws IllegalArgumentException if one isn't an address block
     */
    public Builder addresses(String... cidrs) {
      addresses.addAll(List.of(cidrs).stream().map(AddressRange::parse).toList());
      return this;
    }

    /**
     * Adds domains that the host's aliases may lead into. If any are set, each alias must lead to a
     * name at or below one of them, or at or below the host itself.
     *
     * @throws IllegalArgumentException if one isn't a host name
     */
    public Builder aliasOwners(String... domains) {
      aliasOwners.addAll(List.of(domains).stream().map(HostName::parse).toList());
      return this;
    }

    /**
     * Refuses connections whose peer address isn't visible: behind a proxy, or on an {@code
     * SSLEngine}, which the JDK's HTTP client uses. A visible wrong address is refused in any case.
     */
    public Builder requireBoundAddress() {
      this.boundAddress = true;
      return this;
    }

    /**
     * Refuses addresses from an answer that is past its TTL. Without this call such an answer is
     * used, with a warning, while all upstreams fail (RFC 8767).
     */
    public Builder requireFreshAnswers() {
      this.freshAnswers = true;
      return this;
    }

    /**
     * Adds names of headers whose values are secrets of this host, beyond {@link
     * PolicyBook#USUAL_CREDENTIALS}, which are secrets of any host. Patterns aren't supported.
     *
     * @throws IllegalArgumentException if one isn't a header name (RFC 9110 §5.1) or has a {@code
     *     *}
     */
    public Builder credentials(String... headerNames) {
      List.of(headerNames).forEach(SettingRules::requireHeaderName);
      List.of(headerNames).forEach(name -> credentials.add(name.toLowerCase(Locale.ROOT)));
      return this;
    }

    /**
     * Sets what to do with credentials in a request to another host; the default is {@link
     * CredentialRule#REFUSE}.
     */
    public Builder credentialRule(CredentialRule rule) {
      this.credentialRule = Objects.requireNonNull(rule);
      return this;
    }

    /**
     * Sets the client identity that the host gets when it asks for a certificate in the handshake;
     * by default it gets none. {@code TrustConnect.Builder.identity} has the identity under this
     * name. It is sent only if nothing was refused or merely reported, and if the peer is proven by
     * {@link #roots}, {@link #pins} or its address: a client that doesn't show the address, or a
     * proxy, needs one of the first two.
     *
     * @throws IllegalArgumentException if it isn't a name of letters, digits, dots, hyphens and
     *     underscores
     */
    public Builder identity(String name) {
      SettingRules.requireIdentityName(name);
      this.identity = name;
      return this;
    }

    /**
     * Sets the SPIFFE ID that the server's certificate must have, such as {@code
     * spiffe://corp.example/ns/llm/sa/gateway}, with {@code *} as the last segment for all IDs one
     * segment further. The certificate then needs no DNS name: it must be an X.509-SVID under
     * {@link #roots}, which are required. Name and address of the host are proven as usual.
     *
     * @throws IllegalArgumentException if it isn't a SPIFFE ID
     */
    public Builder peerId(String spiffeId) {
      this.peerId = SpiffeId.parse(spiffeId);
      return this;
    }

    /**
     * The policy with these settings.
     *
     * @throws IllegalArgumentException if fewer than two different pins are set, or a pin is set
     *     twice
     * @throws IllegalStateException if pins are set without a day to renew them, or a SPIFFE ID
     *     without roots or with the Java runtime's, since any authority can write any ID
     */
    public EndpointPolicy build() {
      if (peerId != null) {
        SettingRules.requireRootsForPeerId(hosts, roots);
      }
      if (pins.isEmpty() && pinsExpire == null) {
        return new EndpointPolicy(this, null);
      }
      if (pinsExpire == null) {
        throw new IllegalStateException(
            "pins of " + hosts + " need a day to renew them: pinsExpire(…) is missing");
      }
      return new EndpointPolicy(this, new PinSet(pins, pinsExpire));
    }
  }
}
