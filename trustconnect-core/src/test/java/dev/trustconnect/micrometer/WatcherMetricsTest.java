package dev.trustconnect.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The metrics of a watch are those of its snapshot, and absent where nothing is known. */
class WatcherMetricsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(86_400);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<WatchedEndpoint> endpoints = new ArrayList<>();
  private Optional<String> blind = Optional.empty();

  private final WatcherMetrics metrics = new WatcherMetrics(this::snapshot);
  private int snapshots;

  private WatchSnapshot snapshot() {
    snapshots++;
    return new WatchSnapshot(NOW, endpoints, blind, false, true, 12, 3, 0, 2, Optional.empty());
  }

  private static WatchedEndpoint known(String endpoint) {
    return new WatchedEndpoint(
        Endpoint.parse(endpoint),
        true,
        false,
        Optional.of("SECURE"),
        Optional.empty(),
        Optional.of("example.com"),
        Optional.empty(),
        Optional.of("Test CA"),
        Optional.of(NOW),
        Optional.of(LATER),
        Optional.of(LATER),
        Optional.of(NOW),
        Optional.of(Duration.ofMillis(250)),
        Map.of(Severity.HIGH, 2),
        Map.of(Change.Weight.ALERT, 1));
  }

  private static WatchedEndpoint unknown(String endpoint) {
    return new WatchedEndpoint(
        Endpoint.parse(endpoint),
        false,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private List<String> namesOf(String host) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> host.equals(id.getTag("server.address")))
        .map(Meter.Id::getName)
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void knownEndpointHasAllItsRows() {
    endpoints.add(known("api.example.com:8443"));

    metrics.bindTo(registry);

    String[] at = {"server.address", "api.example.com", "server.port", "8443"};
    assertThat(gauge("trustconnect.watch.up", at)).isEqualTo(1);
    assertThat(gauge("trustconnect.watch.last_success", at))
        .isEqualTo((double) NOW.getEpochSecond());
    assertThat(gauge("trustconnect.watch.duration", at)).isEqualTo(0.25);
    assertThat(gauge("trustconnect.certificate.not_after", at))
        .isEqualTo((double) LATER.getEpochSecond());
    assertThat(gauge("trustconnect.remarks", "trustconnect.severity", "high")).isEqualTo(2);
    assertThat(gauge("trustconnect.remarks", "trustconnect.severity", "low")).isZero();
    assertThat(gauge("trustconnect.drift", "trustconnect.drift_class", "alert")).isEqualTo(1);
    assertThat(gauge("trustconnect.drift", "trustconnect.drift_class", "notice")).isZero();
    assertThat(gauge("trustconnect.endpoint.verdict", "trustconnect.verdict", "secure"))
        .isEqualTo(1);
    assertThat(gauge("trustconnect.endpoint.info", "trustconnect.authority", "Test CA"))
        .isEqualTo(1);
    assertThat(gauge("trustconnect.watch.blind")).isZero();
    assertThat(registry.get("trustconnect.watch.looks").functionCounter().count()).isEqualTo(12);
    assertThat(registry.get("trustconnect.watch.events").functionCounter().count()).isEqualTo(3);
    assertThat(registry.get("trustconnect.watch.dropped").functionCounter().count()).isEqualTo(2);
  }

  @Test
  void whatIsNotKnownIsAbsentAndNotZero() {
    endpoints.add(unknown("api.example.com"));

    metrics.bindTo(registry);

    assertThat(namesOf("api.example.com"))
        .containsExactly("trustconnect.endpoint.info", "trustconnect.watch.up");
    assertThat(gauge("trustconnect.watch.up")).isZero();
  }

  @Test
  void rowsOfRemovedEndpointsGo() {
    endpoints.add(known("api.example.com"));
    endpoints.add(known("old.example.com"));
    metrics.bindTo(registry);
    assertThat(namesOf("old.example.com")).isNotEmpty();

    endpoints.remove(1);
    blind = Optional.of("no upstream answers");
    metrics.refresh();

    assertThat(namesOf("old.example.com")).isEmpty();
    assertThat(namesOf("api.example.com")).isNotEmpty();
    assertThat(gauge("trustconnect.watch.blind")).isEqualTo(1);
  }

  /** A snapshot of a thousand endpoints isn't free. */
  @Test
  void oneRefreshTakesOneSnapshot() {
    endpoints.add(known("api.example.com"));
    metrics.bindTo(registry);
    int before = snapshots;

    metrics.refresh();
    registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));

    assertThat(snapshots).isEqualTo(before + 1);
    assertThat(gauge("trustconnect.watch.state.writable")).isEqualTo(1);
  }

  @Test
  void noTwoRowsHaveTheSameTags() {
    endpoints.add(known("api.example.com:443"));
    endpoints.add(known("api.example.com:8443"));

    metrics.bindTo(registry);

    assertThat(registry.find("trustconnect.endpoint.info").gauges())
        .extracting(Gauge::getId)
        .doesNotHaveDuplicates()
        .hasSize(2);
  }
}
