package dev.trustconnect.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one gauge: one for each set of tags, so that no two have the same. Registered again
 * only if a value has changed, since that takes longer than a scrape. Thread-safe.
 */
final class GaugeRows {
  private final MultiGauge gauge;
  private Map<Tags, Number> shown = Map.of(); // guarded by this

  GaugeRows(MultiGauge.Builder gauge, MeterRegistry registry) {
    this.gauge = gauge.register(registry);
  }

  /** Times, in seconds since 1970 or durations in seconds. */
  static GaugeRows seconds(String name, String description, MeterRegistry registry) {
    return new GaugeRows(
        MultiGauge.builder(name).description(description).baseUnit("seconds"), registry);
  }

  static GaugeRows of(String name, String description, MeterRegistry registry) {
    return new GaugeRows(MultiGauge.builder(name).description(description), registry);
  }

  /** Shows these rows and no others. */
  synchronized void show(Map<Tags, Number> rows) {
    if (rows.equals(shown)) {
      return;
    }
    List<Row<?>> all = new ArrayList<>();
    rows.forEach((tags, value) -> all.add(Row.of(tags, value)));
    gauge.register(all, true);
    shown = new LinkedHashMap<>(rows);
  }
}
