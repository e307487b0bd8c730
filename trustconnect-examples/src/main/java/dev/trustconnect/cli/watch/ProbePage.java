package dev.trustconnect.cli.watch;

import dev.trustconnect.watch.WatchedEndpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The results of the last look at one endpoint, under the names that Prometheus users know from the
 * Blackbox exporter. Unknown values have no line.
 */
final class ProbePage {
  private ProbePage() {}

  /** The page in this form. */
  static String of(WatchedEndpoint endpoint, String contentType) {
    PrometheusMeterRegistry page = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try {
      boolean isGood = endpoint.isUp() && endpoint.refusal().isEmpty();
      gauge(
          page,
          "probe.success",
          "1 if the last look found out everything and the gates don't refuse the endpoint",
          Optional.of(isGood ? 1.0 : 0.0));
      gauge(
          page,
          "probe.duration.seconds",
          "How long the last look took",
          endpoint.lastDuration().map(ProbePage::seconds));
      gauge(
          page,
          "probe.ssl.earliest.cert.expiry",
          "When the first certificate of the verified path ends",
          endpoint.notAfter().map(ProbePage::seconds));
      gauge(
          page,
          "probe.dns.signature.expiry",
          "When the first signature ends that the addresses rest on",
          endpoint.signatureEnd().map(ProbePage::seconds));
      gauge(
          page,
          "probe.dns.secure",
          "1 if DNSSEC proves the name",
          endpoint.verdict().map(verdict -> verdict.equals("SECURE") ? 1.0 : 0.0));
      gauge(
          page,
          "probe.last.success.timestamp.seconds",
          "When the last look that found out everything ended",
          endpoint.lastSuccess().map(ProbePage::seconds));
      return page.scrape(contentType);
    } finally {
      page.close();
    }
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static void gauge(
      PrometheusMeterRegistry page, String name, String description, Optional<Double> value) {
    value.ifPresent(
        known -> Gauge.builder(name, () -> known).description(description).register(page));
  }
}
