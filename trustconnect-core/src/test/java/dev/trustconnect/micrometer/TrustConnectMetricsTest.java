package dev.trustconnect.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.ResolverMeter.Source;
import dev.trustconnect.testing.TestInternet;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each meter has the name, unit and tags that dashboards rely on, and counts what it says. */
@Timeout(60)
class TrustConnectMetricsTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    internet.close();
  }

  private TrustConnect trust(TrustConnectMetrics metrics, EndpointPolicy... policies) {
    TrustConnect trust = internet.trust().policies(policies).meter(metrics).build();
    metrics.observe(trust).bindTo(registry);
    return trust;
  }

  private void connect(TrustConnect trust) throws IOException {
    int port = internet.server(HOST).port();
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, port)) {
      socket.startHandshake();
    }
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private static Set<String> tagsOf(Meter meter) {
    return meter.getId().getTags().stream()
        .map(Tag::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void oneConnectionIsInAllMetersWithTheirTags() throws IOException {
    EndpointPolicy policy =
        TestInternet.policy(HOST)
            .pins(internet.pin(HOST), TestInternet.SPARE_PIN)
            .pinsExpire(LocalDate.of(2030, 1, 1))
            .build();
    try (TrustConnect trust = trust(TrustConnectMetrics.create(), policy)) {
      connect(trust);
      trust.names().resolve(HOST);

      Map<String, Set<String>> tags = new TreeMap<>();
      for (Meter meter : registry.getMeters()) {
        if (meter.getId().getName().endsWith(".histogram")) {
          continue; // how this registry keeps the buckets
        }
        Set<String> before = tags.putIfAbsent(meter.getId().getName(), tagsOf(meter));
        assertThat(before == null ? tagsOf(meter) : before)
            .as("a meter always has the same tags: %s", meter.getId())
            .isEqualTo(tagsOf(meter));
      }
      Set<String> server = Set.of("server.address", "server.port");
      assertThat(tags)
          .containsEntry(
              "dns.lookup.duration",
              Set.of("error.type", "trustconnect.verdict", "dns.question.name"))
          .containsEntry("trustconnect.lookups", Set.of("trustconnect.source"))
          .containsEntry("trustconnect.upstream.duration", Set.of("server.address", "error.type"))
          .containsEntry(
              "trustconnect.decisions",
              Set.of(
                  "trustconnect.gate", "trustconnect.outcome", "trustconnect.policy", "error.type"))
          .containsEntry(
              "trustconnect.tls.handshake.duration",
              Set.of("error.type", "tls.protocol.version", "tls.resumed"))
          .containsEntry("trustconnect.certificate.not_after", server)
          .containsEntry("trustconnect.certificate.not_before", server)
          .containsEntry("trustconnect.signature.expiration", server)
          .containsEntry("trustconnect.pins.expiration", server)
          .containsEntry(
              "trustconnect.endpoint.verdict",
              Set.of("server.address", "server.port", "trustconnect.verdict"))
          .containsEntry(
              "trustconnect.endpoint.info",
              Set.of(
                  "server.address",
                  "server.port",
                  "trustconnect.zone",
                  "trustconnect.alias_owner",
                  "trustconnect.authority"))
          .containsEntry(
              "trustconnect.health", Set.of("trustconnect.component", "trustconnect.status"))
          .containsEntry("cache.gets", Set.of("cache", "result"))
          .containsEntry("cache.size", Set.of("cache"))
          .containsEntry("cache.evictions", Set.of("cache"))
          .containsEntry("trustconnect.clock.skew", Set.of())
          .containsEntry("trustconnect.audit.dropped", Set.of())
          .hasSize(17);
    }
  }

  @Test
  void valuesAreThoseOfTheConnection() throws IOException {
    LocalDate end = LocalDate.of(2030, 1, 1);
    EndpointPolicy policy =
        TestInternet.policy(HOST)
            .pins(internet.pin(HOST), TestInternet.SPARE_PIN)
            .pinsExpire(end)
            .build();
    try (TrustConnect trust = trust(TrustConnectMetrics.create(), policy)) {
      connect(trust);
      trust.names().resolve(HOST);

      String[] at = {"server.address", HOST, "server.port", "" + internet.server(HOST).port()};
      assertThat(count("trustconnect.lookups", "trustconnect.source", "upstream")).isEqualTo(1);
      assertThat(count("trustconnect.lookups", "trustconnect.source", "memory")).isPositive();
      assertThat(
              registry
                  .get("dns.lookup.duration")
                  .tags("dns.question.name", HOST, "trustconnect.verdict", "secure")
                  .tags("error.type", "none")
                  .timer()
                  .count())
          .isEqualTo(1);
      assertThat(
              registry
                  .get("trustconnect.tls.handshake.duration")
                  .tags("error.type", "none", "tls.resumed", "false")
                  .timer()
                  .count())
          .isEqualTo(1);
      assertThat(
              count(
                  "trustconnect.decisions",
                  "trustconnect.gate",
                  "handshake",
                  "trustconnect.outcome",
                  "allowed",
                  "trustconnect.policy",
                  HOST,
                  "error.type",
                  "none"))
          .isPositive();
      assertThat(gauge("trustconnect.endpoint.verdict", tags(at, "secure"))).isEqualTo(1);
      assertThat(gauge("trustconnect.endpoint.verdict", tags(at, "insecure"))).isZero();
      assertThat(
              gauge(
                  "trustconnect.endpoint.info",
                  "trustconnect.zone",
                  "example.test",
                  "trustconnect.alias_owner",
                  "none"))
          .isEqualTo(1);
      assertThat(gauge("trustconnect.pins.expiration", "server.address", HOST))
          .isEqualTo((double) end.plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
      assertThat(gauge("trustconnect.signature.expiration", at))
          .isGreaterThan((double) internet.now().getEpochSecond())
          .isLessThan((double) internet.now().plus(Duration.ofDays(15)).getEpochSecond());
      assertThat(gauge("trustconnect.certificate.not_after", at))
          .isGreaterThan(gauge("trustconnect.certificate.not_before", at));
      assertThat(health("upstreams", "up")).isEqualTo(1);
      assertThat(health("all", "down")).isZero();
      assertThat(gauge("trustconnect.clock.skew")).isNaN();
      assertThat(count("trustconnect.audit.dropped")).isZero();
      assertThat(gauge("cache.size", "cache", "trustconnect.hosts")).isCloseTo(1, within(0.0));
      assertThat(count("cache.gets", "cache", "trustconnect.hosts", "result", "hit")).isPositive();
    }
  }

  private static String[] tags(String[] endpoint, String verdict) {
    List<String> all = new ArrayList<>(List.of(endpoint));
    all.add("trustconnect.verdict");
    all.add(verdict);
    return all.toArray(new String[0]);
  }

  private double health(String component, String status) {
    return gauge(
        "trustconnect.health", "trustconnect.component", component, "trustconnect.status", status);
  }

  @Test
  void refusalHasItsReasonInEachMeter() {
    EndpointPolicy policy = TestInternet.policyWithUnmatchedPins(HOST).build();
    try (TrustConnect trust = trust(TrustConnectMetrics.create(), policy)) {
      assertThat(catchThrowable(() -> connect(trust))).isNotNull();

      assertThat(
              count(
                  "trustconnect.decisions",
                  "trustconnect.outcome",
                  "refused",
                  "trustconnect.gate",
                  "handshake",
                  "error.type",
                  "pin.not-in-path"))
          .isEqualTo(1);
      assertThat(
              registry
                  .get("trustconnect.tls.handshake.duration")
                  .tags("error.type", "pin.not-in-path")
                  .timer()
                  .count())
          .isEqualTo(1);
      assertThat(registry.find("trustconnect.endpoint.info").meters()).isEmpty();
    }
  }

  @Test
  void decisionsBeforeARegistryIsBoundAreCounted() {
    TrustConnectMetrics metrics = TrustConnectMetrics.create();
    HostPattern written = HostPattern.parse(HOST);
    metrics.judged(Gate.NAME, written, Outcome.ALLOWED, null);
    metrics.judged(Gate.NAME, written, Outcome.REFUSED, Reason.ADDRESS_NONE);

    metrics.bindTo(registry);
    metrics.judged(Gate.NAME, written, Outcome.ALLOWED, null);

    assertThat(
            count(
                "trustconnect.decisions",
                "trustconnect.outcome",
                "allowed",
                "trustconnect.gate",
                "name"))
        .isEqualTo(2);
    assertThat(count("trustconnect.decisions", "trustconnect.outcome", "refused")).isEqualTo(1);
  }

  @Test
  void hostsWithoutAPolicyAreOthers() {
    TrustConnectMetrics metrics = TrustConnectMetrics.create();
    try (TrustConnect trust = trust(metrics, TestInternet.policy(HOST).build())) {
      assertThat(trust.policies().isWrittenFor(HostName.parse(HOST))).isTrue();
      for (String host : List.of(HOST, "secret-project.example.test", "another.example.test")) {
        metrics.lookedUp(
            HostName.parse(host), null, Source.UPSTREAM, Reason.UPSTREAM_TIMEOUT, ofMillis(3));
      }

      assertThat(questionNames()).containsExactlyInAnyOrder(HOST, "_OTHER");
    }
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  private Set<String> questionNames() {
    return registry.find("dns.lookup.duration").timers().stream()
        .map(timer -> timer.getId().getTag("dns.question.name"))
        .collect(Collectors.toSet());
  }

  @Test
  void noHostIsATagIfNoneShallBe() {
    TrustConnectMetrics metrics = TrustConnectMetrics.builder().hosts(HostTags.NONE).build();
    try (TrustConnect trust = trust(metrics, TestInternet.policy(HOST).build())) {
      assertThat(catchThrowable(() -> connect(trust))).isNull();

      assertThat(questionNames()).containsExactly("none");
      assertThat(registry.find("trustconnect.endpoint.info").meters()).isEmpty();
    }
  }

  /** An attacker who makes an application look up names must not fill its memory. */
  @Test
  void tagHasNoMoreValuesThanItsLimit() {
    TrustConnectMetrics metrics =
        TrustConnectMetrics.builder().hosts(HostTags.ALL).limit(5).build();
    metrics.bindTo(registry);
    for (int i = 0; i < 1_000; i++) {
      metrics.lookedUp(
          HostName.parse("h" + i + ".example"), null, Source.UPSTREAM, null, ofMillis(1));
      metrics.asked("upstream" + i, null, ofMillis(1));
      metrics.judged(Gate.NAME, HostPattern.parse("h" + i + ".example"), Outcome.ALLOWED, null);
    }

    assertThat(questionNames()).hasSize(6).contains("_OTHER");
    assertThat(registry.find("trustconnect.upstream.duration").timers()).hasSize(6);
    Set<String> policies =
        registry.find("trustconnect.decisions").functionCounters().stream()
            .map(counter -> String.valueOf(counter.getId().getTag("trustconnect.policy")))
            .collect(Collectors.toSet());
    assertThat(policies).hasSize(6).contains("_OTHER");
    assertThat(
            count(
                "trustconnect.decisions",
                "trustconnect.policy",
                "_OTHER",
                "trustconnect.gate",
                "name"))
        .isEqualTo(995);
  }

  @Test
  void replacedPolicyTakesItsEndpointAway() throws IOException {
    try (TrustConnect trust =
        trust(
            TrustConnectMetrics.create(),
            TestInternet.policy(HOST).build(),
            TestInternet.policy("other.example.test").build())) {
      connect(trust);
      assertThat(registry.find("trustconnect.endpoint.info").gauges()).hasSize(1);

      trust.replacePolicies(TestInternet.policy("other.example.test").build());
      int port = internet.server("other.example.test").port();
      try (SSLSocket socket =
          (SSLSocket) trust.tls().socketFactory().createSocket("other.example.test", port)) {
        socket.startHandshake();
      }

      assertThat(registry.find("trustconnect.endpoint.info").gauges())
          .singleElement()
          .satisfies(
              gauge ->
                  assertThat(gauge.getId().getTag("server.address"))
                      .isEqualTo("other.example.test"));
    }
  }

  @Test
  void limitIsBounded() {
    assertThat(catchThrowable(() -> TrustConnectMetrics.builder().limit(0)))
        .hasMessage("a tag has 1 to 10,000 values, not 0");
  }
}
