package dev.trustconnect.micrometer;

import static dev.trustconnect.micrometer.MeterNames.NOTHING;
import static dev.trustconnect.micrometer.MeterNames.lower;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.health.Health;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.MemoryStats;
import dev.trustconnect.resolve.ResolverMeter.Source;
import dev.trustconnect.resolve.UpstreamStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The meters of one {@code TrustConnect} in one registry. Thread-safe. */
final class RegisteredMeters {
  /** In seconds: those that OpenTelemetry's conventions advise for DNS lookups. */
  private static final Duration[] BUCKETS =
      DoubleStream.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
          .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final EndpointGauges endpoints;
  private final GaugeRows pins;
  private final BoundedValues errors;
  private final BoundedValues upstreams;
  private final Map<Tags, Timer> lookups = new ConcurrentHashMap<>();
  private final Map<Tags, Timer> questions = new ConcurrentHashMap<>();
  private final Map<Tags, Timer> handshakes = new ConcurrentHashMap<>();
  private final Map<Reason, Counter> revoked = new ConcurrentHashMap<>();

  RegisteredMeters(MeterRegistry registry, int limit) {
    this.registry = registry;
    this.endpoints = new EndpointGauges(registry);
    this.pins =
        GaugeRows.seconds(MeterNames.PINS_EXPIRATION, "When a policy's pins expire", registry);
    this.errors = new BoundedValues(MeterNames.ERROR_TYPE, limit);
    this.upstreams = new BoundedValues(MeterNames.SERVER_ADDRESS, limit);
  }

  void count(Source source, LongAdder count) {
    FunctionCounter.builder(MeterNames.LOOKUPS, count, LongAdder::sum)
        .description("Resolved and refused hosts")
        .tag(MeterNames.SOURCE, lower(source))
        .register(registry);
  }

  void count(TrustConnectMetrics.Decided decided, LongAdder count) {
    FunctionCounter.builder(MeterNames.DECISIONS, count, LongAdder::sum)
        .description("Decisions of the gates")
        .tag(MeterNames.GATE, lower(decided.gate()))
        .tag(MeterNames.OUTCOME, lower(decided.outcome()))
        .tag(MeterNames.POLICY, decided.policy())
        .tag(MeterNames.ERROR_TYPE, code(decided.reason()))
        .register(registry);
  }

  private static String code(@Nullable Reason reason) {
    return reason == null ? NOTHING : reason.code();
  }

  void lookedUp(String name, @Nullable Verdict verdict, @Nullable Reason refusal, Duration time) {
    Tags tags =
        Tags.of(
            MeterNames.ERROR_TYPE,
            code(refusal),
            MeterNames.VERDICT,
            verdict == null ? NOTHING : verdict.label().toLowerCase(Locale.ROOT),
            MeterNames.QUESTION_NAME,
            name);
    lookups
        .computeIfAbsent(tags, missing -> timer(MeterNames.LOOKUP_DURATION, "DNS lookups", missing))
        .record(time);
  }

  void asked(String upstream, @Nullable Reason failure, Duration time) {
    Tags tags =
        Tags.of(
            MeterNames.SERVER_ADDRESS,
            upstreams.admit(upstream),
            MeterNames.ERROR_TYPE,
            code(failure));
    questions
        .computeIfAbsent(
            tags, missing -> timer(MeterNames.UPSTREAM_DURATION, "Questions to upstreams", missing))
        .record(time);
  }

  void handshook(String protocol, boolean resumed, Duration time, String error) {
    String version = protocol.startsWith("TLSv") ? protocol.substring("TLSv".length()) : NOTHING;
    Tags tags =
        Tags.of(
            MeterNames.ERROR_TYPE,
            errors.admit(error),
            MeterNames.TLS_VERSION,
            version,
            MeterNames.TLS_RESUMED,
            Boolean.toString(resumed));
    handshakes
        .computeIfAbsent(
            tags, missing -> timer(MeterNames.HANDSHAKE_DURATION, "TLS handshakes", missing))
        .record(time);
  }

  private Timer timer(String name, String description, Tags tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  void revoked(Reason reason) {
    revoked
        .computeIfAbsent(
            reason,
            missing ->
                Counter.builder(MeterNames.REVOKED)
                    .description("Connections closed because a later check refused them")
                    .tag(MeterNames.ERROR_TYPE, missing.code())
                    .register(registry))
        .increment();
  }

  /** Registers what is read from {@code trust} at each scrape. */
  void observe(TrustConnect trust) {
    Map<String, Function<MemoryStats, ShareStats>> shares = new LinkedHashMap<>();
    shares.put("hosts", MemoryStats::hosts);
    shares.put("answers", MemoryStats::answers);
    shares.put("zones", MemoryStats::zones);
    shares.put("denials", MemoryStats::denials);
    shares.put("signatures", MemoryStats::signatures);
    shares.forEach((name, share) -> observe(trust, "trustconnect." + name, share));
    FunctionCounter.builder(MeterNames.AUDIT_DROPPED, trust, TrustConnect::droppedAuditEvents)
        .description("Audit events that a sink lost")
        .register(registry);
    Gauge.builder(MeterNames.CLOCK_SKEW, trust, RegisteredMeters::clockSkew)
        .description("How far this machine's clock is behind the upstreams', negative if ahead")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    RecentHealth health = new RecentHealth(trust);
    for (Health.Component component : health.get().components()) {
      for (Health.Status status : Health.Status.values()) {
        gauge(component.name(), status, () -> health.is(component.name(), status));
      }
    }
    for (Health.Status status : Health.Status.values()) {
      gauge("all", status, () -> health.get().status() == status);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private void gauge(String component, Health.Status status, Condition condition) {
    Gauge.builder(MeterNames.HEALTH, condition, seen -> seen.holds() ? 1 : 0)
        .description("1 for the status of the component, 0 for the others")
        .tag(MeterNames.COMPONENT, component)
        .tag(MeterNames.STATUS, lower(status))
        .strongReference(true)
        .register(registry);
  }

  private static double clockSkew(TrustConnect trust) {
    return UpstreamStatus.clockSkew(trust.upstreams())
        .map(skew -> skew.toMillis() / 1000.0)
        .orElse(Double.NaN);
  }

  /** Micrometer's own names for caches. */
  private void observe(TrustConnect trust, String cache, Function<MemoryStats, ShareStats> share) {
    Tags tags = Tags.of("cache", cache);
    String gets = "Lookups in this cache";
    count(trust, "cache.gets", gets, tags.and("result", "hit"), all -> share.apply(all).hits());
    count(trust, "cache.gets", gets, tags.and("result", "miss"), all -> share.apply(all).misses());
    count(
        trust,
        "cache.evictions",
        "Entries removed for lack of room",
        tags,
        all -> share.apply(all).evictions());
    Gauge.builder("cache.size", trust, all -> share.apply(all.lookups().stats()).entries())
        .description("The number of entries in this cache, roughly")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void count(
      TrustConnect trust,
      String name,
      String description,
      Tags tags,
      ToLongFunction<MemoryStats> count) {
    FunctionCounter.builder(name, trust, all -> count.applyAsLong(all.lookups().stats()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Shows these endpoints and the pins of the policies in force. */
  void show(Collection<EndpointRow> rows, @Nullable TrustConnect trust) {
    endpoints.show(rows);
    if (trust == null) {
      return;
    }
    Map<Tags, Number> ends = new LinkedHashMap<>();
    for (EndpointPolicy policy : trust.policies().policies()) {
      PinSet set = policy.pins().orElse(null);
      if (set != null) {
        ends.put(
            EndpointGauges.tags(policy.hosts().toString(), -1),
            set.expiry().plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
      }
    }
    pins.show(ends);
  }
}
