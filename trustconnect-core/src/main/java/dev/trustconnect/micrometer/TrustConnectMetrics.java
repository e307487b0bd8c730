package dev.trustconnect.micrometer;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one {@link TrustConnect} for Micrometer. Thread-safe.
 *
 * <pre>{@code
 * TrustConnectMetrics metrics = TrustConnectMetrics.create();
 * TrustConnect observed =
 *     TrustConnect.builder().upstreams(DohUpstream.QUAD9).meter(metrics).build();
 * metrics.observe(observed).bindTo(registry);
 * }</pre>
 *
 * <p>Counters count from the start; durations are recorded only while a registry is bound. Every
 * meter always has all of its tags, with the value {@code none} where there is nothing to say. No
 * tag has more than {@value #DEFAULT_LIMIT} values, unless {@link Builder#limit} says otherwise.
 * The meters are listed in the README of {@code trustconnect-core}.
 */
@SuppressWarnings("exports") // its callers require Micrometer themselves: it is optional
public final class TrustConnectMetrics implements TrustMeter, MeterBinder {
  /** How many values a tag has at most unless set. */
  public static final int DEFAULT_LIMIT = 100;

  private static final HostPattern WITHOUT_POLICY = HostPattern.parse("no-policy.invalid");

  private final HostTags hosts;
  private final int limit;
  private final List<RegisteredMeters> registries = new CopyOnWriteArrayList<>();
  private final Map<Source, LongAdder> lookups = new EnumMap<>(Source.class);
  private final Map<HostPattern, Map<Gate, LongAdder>> allowed = new ConcurrentHashMap<>();
  private final Map<Decided, LongAdder> decisions = new ConcurrentHashMap<>();
  private final Map<String, EndpointRow> endpoints = new TreeMap<>(); // guarded by itself
  private final BoundedValues hostNames;
  private final BoundedValues policies;
  private volatile @Nullable TrustConnect trust;

  /** The counters of decisions; {@code policy} is a tag's value. */
  record Decided(Gate gate, String policy, Outcome outcome, @Nullable Reason reason) {}

  private TrustConnectMetrics(Builder builder) {
    this.hosts = builder.hosts;
    this.limit = builder.limit;
    this.hostNames = new BoundedValues(MeterNames.QUESTION_NAME, limit);
    this.policies = new BoundedValues(MeterNames.POLICY, limit);
    for (Source source : Source.values()) {
      lookups.put(source, new LongAdder());
    }
  }

  /** Metrics with the usual settings: {@link HostTags#LISTED}. */
  public static TrustConnectMetrics create() {
    return builder().build();
  }

  /** A builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Says which {@code TrustConnect} has this as its meter: for gauges of its health, caches and
   * policies, and to know which hosts have a policy. Call it once, before or after {@link #bindTo}.
   *
   * @return this
   */
  public TrustConnectMetrics observe(TrustConnect trust) {
    Objects.requireNonNull(trust);
    synchronized (decisions) { // or a registry that is bound meanwhile may miss it
      this.trust = trust;
      registries.forEach(bound -> bound.observe(trust));
    }
    synchronized (endpoints) {
      registries.forEach(bound -> bound.show(endpoints.values(), trust));
    }
    return this;
  }

  /**
   * Registers all meters; further ones appear when they are first needed. May be called for several
   * registries. The registry then references the observed {@code TrustConnect}.
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    RegisteredMeters bound = new RegisteredMeters(registry, limit);
    synchronized (decisions) { // or a new decision may be missed or registered twice
      decisions.forEach(bound::count);
      registries.add(bound);
      TrustConnect observed = trust;
      if (observed != null) {
        bound.observe(observed);
      }
    }
    lookups.forEach(bound::count);
    synchronized (endpoints) {
      bound.show(endpoints.values(), trust);
    }
  }

  @Override
  public void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {
    Objects.requireNonNull(lookups.get(source)).increment();
    if (source != Source.MEMORY && !elapsed.isZero()) {
      String name = tagOf(host);
      for (RegisteredMeters bound : registries) {
        bound.lookedUp(name, verdict, refusal, elapsed);
      }
    }
  }

  private String tagOf(HostName host) {
    return switch (hosts) {
      case NONE -> MeterNames.NOTHING;
      case LISTED -> isListed(host) ? hostNames.admit(host.ascii()) : BoundedValues.OTHER;
      case ALL -> hostNames.admit(host.ascii());
    };
  }

  private boolean isListed(HostName host) {
    TrustConnect observed = trust;
    return observed != null && observed.policies().isWrittenFor(host);
  }

  @Override
  public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
    for (RegisteredMeters bound : registries) {
      bound.asked(upstream, failure, elapsed);
    }
  }

  @Override
  public void judged(
      Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
    if (outcome == Outcome.ALLOWED) {
      Map<Gate, LongAdder> byGate = counted(policy == null ? WITHOUT_POLICY : policy, policy);
      Objects.requireNonNull(byGate.get(gate)).increment();
    } else {
      counter(new Decided(gate, label(policy), outcome, reason)).increment();
    }
  }

  /** The counters of what a policy allowed, by gate: every request comes here. */
  private Map<Gate, LongAdder> counted(HostPattern key, @Nullable HostPattern policy) {
    Map<Gate, LongAdder> known = allowed.get(key);
    if (known != null) {
      return known;
    }
    String label = label(policy);
    Map<Gate, LongAdder> made = new EnumMap<>(Gate.class);
    for (Gate gate : Gate.values()) {
      made.put(gate, counter(new Decided(gate, label, Outcome.ALLOWED, null)));
    }
    if (!label.equals(BoundedValues.OTHER)) { // those aren't bounded, and found again each time
      allowed.put(key, made);
    }
    return made;
  }

  private String label(@Nullable HostPattern policy) {
    return policy == null ? "default" : policies.admit(policy.toString());
  }

  private LongAdder counter(Decided decided) {
    LongAdder known = decisions.get(decided);
    if (known != null) {
      return known;
    }
    synchronized (decisions) {
      return decisions.computeIfAbsent(
          decided,
          missing -> {
            LongAdder made = new LongAdder();
            registries.forEach(bound -> bound.count(missing, made));
            return made;
          });
    }
  }

  @Override
  public void handshook(
      HostName host,
      String protocol,
      boolean resumed,
      Duration elapsed,
      @Nullable Throwable failure) {
    String error =
        failure == null
            ? MeterNames.NOTHING
            : TrustRefusal.in(failure)
                .map(refusal -> refusal.reason().code())
                .orElse(failure.getClass().getName());
    for (RegisteredMeters bound : registries) {
      bound.handshook(protocol, resumed, elapsed, error);
    }
  }

  /** Rows of endpoints change seldom; their gauges are made again only then. */
  @Override
  public void connected(Evidence evidence, int port) {
    if (hosts == HostTags.NONE || (hosts == HostTags.LISTED && !isListed(evidence.host()))) {
      return;
    }
    EndpointRow row = EndpointRow.of(evidence, port);
    synchronized (endpoints) {
      String key = row.host() + ":" + port;
      boolean isRoomLeft = endpoints.containsKey(key) || endpoints.size() < limit;
      if (isRoomLeft && !row.equals(endpoints.put(key, row))) {
        if (hosts == HostTags.LISTED) {
          endpoints.values().removeIf(old -> !isListed(HostName.parse(old.host())));
        }
        registries.forEach(bound -> bound.show(endpoints.values(), trust));
      }
    }
  }

  @Override
  public void revoked(HostName host, Reason reason) {
    for (RegisteredMeters bound : registries) {
      bound.revoked(reason);
    }
  }

  /** Builds {@link TrustConnectMetrics}. Not thread-safe. */
  public static final class Builder {
    private HostTags hosts = HostTags.LISTED;
    private int limit = DEFAULT_LIMIT;

    private Builder() {}

    /** Sets which host names become values of tags; {@link HostTags#LISTED} unless set. */
    public Builder hosts(HostTags hosts) {
      this.hosts = Objects.requireNonNull(hosts);
      return this;
    }

    /**
     * Sets how many values a tag has at most, and how many endpoints have gauges; {@value
     * TrustConnectMetrics#DEFAULT_LIMIT} unless set.
     *
     * @throws IllegalArgumentException unless it is 1 to 10,000
     */
    public Builder limit(int values) {
      if (values < 1 || values > 10_000) {
        throw new IllegalArgumentException("a tag has 1 to 10,000 values, not " + values);
      }
      this.limit = values;
      return this;
    }

    /** Builds the metrics. */
    public TrustConnectMetrics build() {
      return new TrustConnectMetrics(this);
    }
  }
}
