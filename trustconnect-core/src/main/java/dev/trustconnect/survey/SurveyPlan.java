package dev.trustconnect.survey;

import dev.trustconnect.path.TrustRoots;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The questions and connections of a survey. Immutable.
 *
 * <p>{@link #standard} asks at most 14 DNS questions (and those of the chains of trust, which all
 * surveys of a resolver share) and makes three connections at most: the handshake, another without
 * a server name, and another that offers only TLS 1.0 and 1.1.
 */
public final class SurveyPlan {
  /** The number of addresses that {@link #withAllAddresses} connects to. */
  public static final int MAX_ADDRESSES = 8;

  private static final SurveyPlan STANDARD = new SurveyPlan(new Settings());

  private final Settings settings;

  private static final class Settings {
    private boolean connects = true;
    private boolean withoutName = true;
    private boolean legacy = true;
    private boolean allAddresses;
    private boolean wholeZone;
    private Duration timeout = Duration.ofSeconds(5);
    private UnaryOperator<String> registrable = UnaryOperator.identity();
    private boolean knowsRegistrable;
    private @Nullable TrustRoots publicRoots;
    private @Nullable HttpLook http;
    private @Nullable SystemNames system;
    private List<OtherUpstream> others = List.of();

    private Settings copy() {
      Settings copy = new Settings();
      copy.connects = connects;
      copy.withoutName = withoutName;
      copy.legacy = legacy;
      copy.allAddresses = allAddresses;
      copy.wholeZone = wholeZone;
      copy.timeout = timeout;
      copy.registrable = registrable;
      copy.knowsRegistrable = knowsRegistrable;
      copy.publicRoots = publicRoots;
      copy.http = http;
      copy.system = system;
      copy.others = others;
      return copy;
    }
  }

  private SurveyPlan(Settings settings) {
    this.settings = settings;
  }

  /** DNS, one handshake, one without a server name, one with old protocol versions. */
  public static SurveyPlan standard() {
    return STANDARD;
  }

  private interface Change {
    void apply(Settings settings);
  }

  private SurveyPlan with(Change change) {
    Settings copy = settings.copy();
    change.apply(copy);
    return new SurveyPlan(copy);
  }

  /** This plan without any connection to the endpoint: DNS only. */
  public SurveyPlan passive() {
    return with(s -> s.connects = false);
  }

  /** This plan with one handshake alone, none without a server name or with old versions. */
  public SurveyPlan oneHandshake() {
    return with(
        s -> {
          s.withoutName = false;
          s.legacy = false;
        });
  }

  /** This plan with a handshake at each address, at most {@value #MAX_ADDRESSES}. */
  public SurveyPlan withAllAddresses() {
    return with(s -> s.allAddresses = true);
  }

  /** This plan with the zone's key records: DS, DNSKEY, CDS and CDNSKEY. */
  public SurveyPlan withWholeZone() {
    return with(s -> s.wholeZone = true);
  }

  /**
   * This plan with a limit on each connection, handshake included. Default: 5 seconds.
   *
   * @throws IllegalArgumentException if it isn't above zero
   */
  public SurveyPlan withTimeout(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("a time limit is above zero: " + limit);
    }
    return with(s -> s.timeout = limit);
  }

  /**
   * This plan with a function from a name to the domain that was registered for it, such as {@code
   * example.co.uk} for {@code api.example.co.uk}, both without their last dot; the name itself if
   * there is none. Without it unregistered domains aren't reported.
   */
  public SurveyPlan withRegistrable(UnaryOperator<String> domainOf) {
    return with(
        s -> {
          s.registrable = Objects.requireNonNull(domainOf);
          s.knowsRegistrable = true;
        });
  }

  /**
   * This plan with these roots as those of public authorities, whose certificates have additional
   * rules, such as transparency logs. Default: the Java runtime's roots, whatever roots connections
   * are checked by.
   */
  public SurveyPlan withPublicRoots(TrustRoots roots) {
    return with(s -> s.publicRoots = Objects.requireNonNull(roots));
  }

  /** This plan with an HTTP request. */
  public SurveyPlan withHttp(HttpLook look) {
    return with(s -> s.http = Objects.requireNonNull(look));
  }

  /** This plan with the operating system's answer, which may be a DNS question in the clear. */
  public SurveyPlan withSystem(SystemNames names) {
    return with(s -> s.system = Objects.requireNonNull(names));
  }

  /** This plan with a second opinion: the addresses are also asked of these upstreams. */
  public SurveyPlan withOthers(List<OtherUpstream> upstreams) {
    return with(s -> s.others = List.copyOf(upstreams));
  }

  /** Whether the endpoint is connected to. */
  public boolean connects() {
    return settings.connects;
  }

  /** Whether a handshake without a server name is made. */
  public boolean looksWithoutName() {
    return settings.connects && settings.withoutName;
  }

  /** Whether TLS 1.0 and 1.1 are offered. */
  public boolean looksForLegacy() {
    return settings.connects && settings.legacy;
  }

  /** Whether a handshake is made at each address. */
  public boolean allAddresses() {
    return settings.allAddresses;
  }

  /** Whether the zone's keys are asked for in every form. */
  public boolean wholeZone() {
    return settings.wholeZone;
  }

  /** The limit on each connection. */
  public Duration timeout() {
    return settings.timeout;
  }

  /** Whether {@link #registrable} knows about registered domains. */
  public boolean knowsRegistrable() {
    return settings.knowsRegistrable;
  }

  /** The registered domain of a name; the name itself if unknown. */
  public String registrable(String name) {
    return settings.registrable.apply(name);
  }

  @Nullable TrustRoots publicRoots() {
    return settings.publicRoots;
  }

  @Nullable HttpLook http() {
    return settings.http;
  }

  @Nullable SystemNames system() {
    return settings.system;
  }

  List<OtherUpstream> others() {
    return settings.others;
  }
}
