package dev.trustconnect.micrometer;

import dev.trustconnect.lock.Change;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import dev.trustconnect.watch.Watcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Metrics of what a {@link Watcher} knows, for Micrometer. Thread-safe.
 *
 * <p>All values are as of the last {@link #refresh}: call it before each scrape, or as often as
 * metrics are pushed.
 */
@SuppressWarnings("exports") // its callers require Micrometer themselves: it is optional
public final class WatcherMetrics implements MeterBinder {
  private final Supplier<WatchSnapshot> watch;
  private volatile WatchSnapshot now;
  private final List<Rows> registries = new CopyOnWriteArrayList<>();

  /** Metrics of {@code watcher}. */
  public WatcherMetrics(Watcher watcher) {
    this(watcher::snapshot);
  }

  WatcherMetrics(Supplier<WatchSnapshot> watch) {
    this.watch = watch;
    this.now = watch.get();
  }

  /** Registers all meters. May be called for several registries. */
  @Override
  public void bindTo(MeterRegistry registry) {
    truth(
        registry,
        MeterNames.WATCH_BLIND,
        "1 while the watch can't see: then no change of an endpoint is reported",
        seen -> seen.blind().isPresent());
    truth(
        registry,
        MeterNames.WATCH_STATE_WRITABLE,
        "1 if the last write of the watch's state succeeded",
        seen -> seen.stateProblem().isEmpty());
    count(registry, MeterNames.WATCH_LOOKS, "Looks at endpoints", WatchSnapshot::looks);
    count(registry, MeterNames.WATCH_EVENTS, "Reported events", WatchSnapshot::events);
    count(
        registry, MeterNames.WATCH_DROPPED, "Events that a receiver lost", WatchSnapshot::dropped);
    Rows rows = new Rows(registry);
    registries.add(rows);
    now = watch.get();
    rows.show(now.endpoints());
  }

  private void truth(
      MeterRegistry registry, String name, String description, Predicate<WatchSnapshot> isTrue) {
    Gauge.builder(name, this, metrics -> isTrue.test(metrics.now) ? 1 : 0)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      String name,
      String description,
      Function<WatchSnapshot, Long> count) {
    FunctionCounter.builder(name, this, metrics -> count.apply(metrics.now))
        .description(description)
        .register(registry);
  }

  /** Updates all values, and removes the rows of endpoints that are no longer watched. */
  public void refresh() {
    WatchSnapshot seen = watch.get();
    now = seen;
    registries.forEach(rows -> rows.show(seen.endpoints()));
  }

  /** The rows in one registry. */
  private static final class Rows {
    private final EndpointGauges endpoints;
    private final GaugeRows up;
    private final GaugeRows lastSuccess;
    private final GaugeRows duration;
    private final GaugeRows remarks;
    private final GaugeRows drift;

    private Rows(MeterRegistry registry) {
      this.endpoints = new EndpointGauges(registry);
      this.up =
          GaugeRows.of(
              MeterNames.WATCH_UP,
              "1 if the last look found out everything, 0 if it didn't",
              registry);
      this.lastSuccess =
          GaugeRows.seconds(
              MeterNames.WATCH_LAST_SUCCESS,
              "When the last look that found out everything ended",
              registry);
      this.duration =
          GaugeRows.seconds(MeterNames.WATCH_DURATION, "How long the last look took", registry);
      this.remarks = GaugeRows.of(MeterNames.REMARKS, "Confirmed remarks, by severity", registry);
      this.drift =
          GaugeRows.of(MeterNames.DRIFT, "Confirmed changes since the lock, by class", registry);
    }

    private synchronized void show(List<WatchedEndpoint> watched) {
      List<EndpointRow> rows = new ArrayList<>();
      Map<Tags, Number> ups = new LinkedHashMap<>();
      Map<Tags, Number> successes = new LinkedHashMap<>();
      Map<Tags, Number> durations = new LinkedHashMap<>();
      Map<Tags, Number> bySeverity = new LinkedHashMap<>();
      Map<Tags, Number> byWeight = new LinkedHashMap<>();
      for (WatchedEndpoint one : watched) {
        EndpointRow row = row(one);
        Tags tags = EndpointGauges.tags(row);
        rows.add(row);
        ups.put(tags, one.isUp() ? 1 : 0);
        one.lastSuccess().ifPresent(at -> successes.put(tags, at.getEpochSecond()));
        one.lastDuration().ifPresent(took -> durations.put(tags, took.toMillis() / 1000.0));
        if (one.lastSuccess().isPresent()) { // or nothing is known about it yet
          counts(bySeverity, tags, MeterNames.SEVERITY, one.remarks(), severities());
          counts(byWeight, tags, MeterNames.WEIGHT, one.drift(), weights());
        }
      }
      endpoints.show(rows);
      up.show(ups);
      lastSuccess.show(successes);
      duration.show(durations);
      remarks.show(bySeverity);
      drift.show(byWeight);
    }

    private static List<Severity> severities() {
      return List.of(Severity.values()).stream()
          .filter(severity -> severity.compareTo(Severity.LOW) >= 0)
          .toList();
    }

    private static List<Change.Weight> weights() {
      return List.of(Change.Weight.values()).stream()
          .filter(weight -> weight.compareTo(Change.Weight.NOTICE) >= 0)
          .toList();
    }

    private static <T extends Enum<T>> void counts(
        Map<Tags, Number> rows, Tags tags, String tag, Map<T, Integer> counts, List<T> all) {
      for (T one : all) {
        rows.put(tags.and(tag, MeterNames.lower(one)), counts.getOrDefault(one, 0));
      }
    }

    private static EndpointRow row(WatchedEndpoint one) {
      return new EndpointRow(
          one.endpoint().host().ascii(),
          one.endpoint().port(),
          one.verdict().orElse("").toLowerCase(Locale.ROOT),
          one.zone().orElse(""),
          one.aliasOwner().orElse(""),
          one.authority().orElse(""),
          one.notBefore(),
          one.notAfter(),
          one.signatureEnd());
    }
  }
}
