package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.micrometer.WatcherMetrics;
import dev.trustconnect.watch.Watcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics of a watch, and how they are written for Prometheus. Thread-safe. */
final class WatchMeters implements AutoCloseable {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final TrustConnectMetrics trust = TrustConnectMetrics.create();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile @Nullable WatcherMetrics endpoints;

  WatchMeters() {
    Gauge.builder("trustconnect.build.info", () -> 1)
        .description("1; its tag is the version of TrustConnect")
        .tag("trustconnect.version", ProgramVersion.text())
        .register(registry);
  }

  /** Receives what a {@code TrustConnect} does. */
  TrustConnectMetrics trust() {
    return trust;
  }

  /** Registers everything about a watch. */
  void watch(Watcher watcher, Screen screen) {
    trust.bindTo(registry);
    WatcherMetrics metrics = new WatcherMetrics(watcher);
    metrics.bindTo(registry);
    endpoints = metrics;
    outcomes("output", "delivered", screen, Screen::printed);
    outcomes("output", "lost", screen, Screen::lost);
  }

  /** Registers the counts of a receiver. */
  void receiver(Receiver receiver) {
    outcomes(receiver.name(), "delivered", receiver, Receiver::delivered);
    outcomes(receiver.name(), "lost", receiver, Receiver::lost);
    FunctionCounter.builder(
            "trustconnect.watch.failed_attempts", receiver, Receiver::failedAttempts)
        .description("Attempts to deliver an event that failed")
        .tag("trustconnect.receiver", receiver.name())
        .register(registry);
  }

  private <T> void outcomes(String name, String outcome, T counted, ToDoubleFunction<T> count) {
    FunctionCounter.builder("trustconnect.watch.deliveries", counted, count)
        .description("Events by where they went, and whether they arrived there")
        .tags("trustconnect.receiver", name, "trustconnect.outcome", outcome)
        .register(registry);
  }

  /** Registers whether a file is in force as it is now. */
  void file(String name, BooleanSupplier usable) {
    Gauge.builder("trustconnect.watch.file.usable", () -> usable.getAsBoolean() ? 1 : 0)
        .description("1 if the file is in force as it is now, 0 if an earlier version is")
        .tag("trustconnect.file", name)
        .register(registry);
  }

  /** The media type for an {@code Accept} header: OpenMetrics if it asks for it. */
  static String contentType(@Nullable String accept) {
    return accept != null && accept.contains(OPEN_METRICS)
        ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";
  }

  /** All metrics in this form. */
  String scrape(String contentType) {
    WatcherMetrics metrics = endpoints;
    if (metrics != null) {
      metrics.refresh();
    }
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    registry.close();
  }
}
