package dev.trustconnect.bench;

import java.util.Locale;

/**
 * A measured number and its unit, printed to be read by people.
 *
 * @param unit such as {@code ms}, {@code B} or {@code /s}; empty for a bare number
 */
public record Figure(double value, String unit) {
  /** Nanoseconds, as ns, µs or ms. */
  public static Figure ofNanos(double nanos) {
    if (nanos < 1_000) {
      return new Figure(nanos, "ns");
    }
    return nanos < 1_000_000 ? new Figure(nanos / 1e3, "µs") : new Figure(nanos / 1e6, "ms");
  }

  /** Three significant digits, or all digits before the point if there are more. */
  @Override
  public String toString() {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 2;
    String number = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return unit.isEmpty() || unit.startsWith("/") ? number + unit : number + " " + unit;
  }
}
