package dev.trustconnect.policy;

import dev.trustconnect.finding.Check;
import dev.trustconnect.hash.Sha256;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.PinSet;
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
 * What must hold before a request may go to one host, or to the hosts of one pattern. Immutable;
 * equal policies have equal {@link #fingerprint()}s.
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

  /** Whether it acts. */
  public Mode mode() {
    return mode;
  }

  /** What must be proven about the name. */
  public Dnssec dnssec() {
    return dnssec;
  }

  /** The only roots a path may end in; empty: those that hold for every host. */
  public Optional<TrustRoots> roots() {
    return Optional.ofNullable(roots);
  }

  /** The pins of which a path must hold one; empty: none are asked for. */
  public Optional<PinSet> pins() {
    return Optional.ofNullable(pins);
  }

  /** The only blocks its addresses may be in; empty: any public address. */
  public List<AddressRange> addresses() {
    return addresses;
  }

  /** The only domains its aliases may lead into; empty: any. */
  public List<HostName> aliasOwners() {
    return aliasOwners;
  }

  /** The header names, in lower case, whose values belong to this host. Sorted. */
  public Set<String> credentials() {
    return credentials;
  }

  /** What to do with credentials in a request to another host. */
  public CredentialRule credentialRule() {
    return credentialRule;
  }

  /** Whether {@code check} must have been evaluated. */
  public Requirement requirement(Check check) {
    return switch (check) {
      case NAME_PROVEN ->
          dnssec == Dnssec.REQUIRE_SECURE ? Requirement.REQUIRE : Requirement.OBSERVE;
      case ADDRESS_BOUND -> boundAddress ? Requirement.REQUIRE : Requirement.OBSERVE;
      case NAME_FRESH -> freshAnswers ? Requirement.REQUIRE : Requirement.OBSERVE;
      case PINNED -> pins != null ? Requirement.REQUIRE : Requirement.OBSERVE;
      case NAME_COMPLETE -> Requirement.OBSERVE;
      case PATH_TO_USUAL_ROOTS -> Requirement.NOT_ASKED; // it can forgive, and refuses nothing
      case ALIASES_IN_SCOPE -> aliasOwners.isEmpty() ? Requirement.NOT_ASKED : Requirement.REQUIRE;
      case ADDRESSES_IN_SCOPE -> addresses.isEmpty() ? Requirement.NOT_ASKED : Requirement.REQUIRE;
      case ADDRESSES_PUBLIC, PATH_VERIFIED, ENCRYPTED, SECRETS_AT_HOME -> Requirement.REQUIRE;
    };
  }

  /**
   * SHA-256 over everything it asks for, in hex: changes whenever the policy does, and doesn't
   * depend on the order of what is given several times. Roots count by their certificates.
   */
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Sha256.hex(CanonicalPolicy.of(this));
      fingerprint = known;
    }
    return known;
  }

  /** Whether {@code other} asks for the same, in any order. */
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
        && credentialRule == that.credentialRule;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        hosts, mode, dnssec, roots, pins, boundAddress, freshAnswers, credentials, credentialRule);
  }

  /** All of it as one sentence, for people: its wording may change. */
  @Override
  public String toString() {
    return PolicySentence.of(this);
  }

  /** Whether a policy acts. */
  public enum Mode {
    /** Violations are refused. */
    ENFORCE,
    /**
     * It is decided and reported, and let pass: how a policy is rolled out without breaking what
     * works today. Never weaker than an ordinary client: BOGUS and INDETERMINATE names,
     * special-purpose addresses, a certificate that isn't the host's or leads to no usual root, and
     * connections without evidence refuse all the same.
     *
     * <p>Weaker than no policy at all, which refuses: cleartext, and secrets or bodies on their way
     * to another host, pass as they do in an ordinary client, and are reported.
     */
    REPORT_ONLY
  }

  /** What must be proven about a name. BOGUS and INDETERMINATE refuse under both. */
  public enum Dnssec {
    /** An unbroken chain of signatures. */
    REQUIRE_SECURE,
    /** That, or a signed proof that there is none. */
    ALLOW_PROVEN_INSECURE
  }

  /** What to do with a credential in a request to a host that it doesn't belong to. */
  public enum CredentialRule {
    /** The request is refused. */
    REFUSE,
    /** The header is taken out, and the audit log says so. A body is refused all the same. */
    STRIP
  }

  /** Whether a fact must have been evaluated. A violation that was found always refuses. */
  public enum Requirement {
    /** It must have been evaluated. */
    REQUIRE,
    /** It must be looked at, and may turn out to be impossible to evaluate: that is reported. */
    OBSERVE,
    /** The policy doesn't mention it, so it needn't be checked. */
    NOT_ASKED
  }

  /**
   * Builds an {@link EndpointPolicy}. Methods that take several values add them to those of earlier
   * calls; the others replace. A call that throws changes nothing. Not thread-safe.
   */
  public static final class Builder {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110 §5.6.2

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

    private Builder(HostPattern hosts) {
      this.hosts = hosts;
    }

    /** Whether it acts; {@link Mode#ENFORCE} unless set. */
    public Builder mode(Mode mode) {
      this.mode = Objects.requireNonNull(mode);
      return this;
    }

    /** {@link #mode} {@link Mode#REPORT_ONLY}. */
    public Builder reportOnly() {
      return mode(Mode.REPORT_ONLY);
    }

    /** What must be proven about the name; {@link Dnssec#ALLOW_PROVEN_INSECURE} unless set. */
    public Builder dnssec(Dnssec dnssec) {
      this.dnssec = Objects.requireNonNull(dnssec);
      return this;
    }

    /** {@link #dnssec} {@link Dnssec#REQUIRE_SECURE}. */
    public Builder requireSecure() {
      return dnssec(Dnssec.REQUIRE_SECURE);
    }

    /** The only roots a path may end in; those that hold for every host unless set. */
    public Builder roots(TrustRoots roots) {
      this.roots = Objects.requireNonNull(roots);
      return this;
    }

    /**
     * Adds pins: a path must hold one of them. The policy needs two different ones or more, one of
     * them in reserve.
     */
    public Builder pins(Pin... pins) {
      this.pins.addAll(List.of(pins));
      return this;
    }

    /** The day on which the pins should have been renewed; required with {@link #pins}. */
    public Builder pinsExpire(LocalDate day) {
      this.pinsExpire = Objects.requireNonNull(day);
      return this;
    }

    /**
     * Adds blocks that its addresses may be in, such as {@code 198.18.7.0/24}; with one or more,
     * all other addresses are refused. A block that lies within special-purpose space ({@code
     * 10.1.0.0/16}) also allows that.
     *
     * @throws IllegalArgumentException if one can't be read
     */
    public Builder addresses(String... cidrs) {
      addresses.addAll(List.of(cidrs).stream().map(AddressRange::parse).toList());
      return this;
    }

    /**
     * Adds domains that its aliases may lead into; with one or more, an alias must lead to a name
     * at or below one of them, or at or below the host itself.
     *
     * @throws IllegalArgumentException if one isn't a host name
     */
    public Builder aliasOwners(String... domains) {
      aliasOwners.addAll(List.of(domains).stream().map(HostName::parse).toList());
      return this;
    }

    /**
     * Refuses a connection whose peer address can't be seen: behind a proxy, or on an {@code
     * SSLEngine} as the JDK's HTTP client uses it. A wrong address that can be seen refuses anyway.
     */
    public Builder requireBoundAddress() {
      this.boundAddress = true;
      return this;
    }

    /**
     * Refuses addresses that are known only from an answer past its TTL, which is used while every
     * upstream fails (RFC 8767); unless set they are used, with a warning.
     */
    public Builder requireFreshAnswers() {
      this.freshAnswers = true;
      return this;
    }

    /**
     * Adds names of headers whose values are secrets of this host, beyond {@link
     * PolicyBook#USUAL_CREDENTIALS}, which are secrets of any host. There are no patterns: {@code
     * *} would name a header that no request has.
     *
     * @throws IllegalArgumentException if one isn't a header name (RFC 9110 §5.1) or has a {@code
     *     *}
     */
    public Builder credentials(String... headerNames) {
      for (String name : headerNames) {
        if (!name.matches(TOKEN)) {
          throw new IllegalArgumentException("no header name (RFC 9110 §5.1): '" + name + "'");
        }
        if (name.indexOf('*') >= 0) { // a valid token, but no server reads such a header
          throw new IllegalArgumentException(
              "'" + name + "' is a pattern; name each header, such as x-api-key");
        }
      }
      List.of(headerNames).forEach(name -> credentials.add(name.toLowerCase(Locale.ROOT)));
      return this;
    }

    /** {@link CredentialRule#REFUSE} unless set. */
    public Builder credentialRule(CredentialRule rule) {
      this.credentialRule = Objects.requireNonNull(rule);
      return this;
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException if pins lack a backup
     * @throws IllegalStateException if pins lack a day on which they expire, or the reverse
     */
    public EndpointPolicy build() {
      if (pins.isEmpty() && pinsExpire == null) {
        return new EndpointPolicy(this, null);
      }
      if (pinsExpire == null) {
        throw new IllegalStateException(
            "pins of " + hosts + " need the day they expire: pinsExpire(…) is missing");
      }
      return new EndpointPolicy(this, new PinSet(pins, pinsExpire));
    }
  }
}
