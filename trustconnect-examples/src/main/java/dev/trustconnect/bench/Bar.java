package dev.trustconnect.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The limit that a figure has to meet. It was set before anything was measured, and no run changes
 * it.
 *
 * @param kind whether the limit is an upper or a lower one
 * @param limit the number; unused with {@code NONE}
 * @param unit the number's unit, {@code ×} for a ratio
 */
public record Bar(Kind kind, double limit, String unit) {
  /** Whether a limit is an upper or a lower one, or there is none. */
  public enum Kind {
    AT_MOST,
    AT_LEAST,
    NONE
  }

  /** No limit: the ratio is only stated. */
  public static final Bar STATED = new Bar(Kind.NONE, 0, "");

  /** Met by {@code limit} and less. */
  public static Bar atMost(double limit, String unit) {
    return new Bar(Kind.AT_MOST, limit, unit);
  }

  /** Met by {@code limit} and more. */
  public static Bar atLeast(double limit, String unit) {
    return new Bar(Kind.AT_LEAST, limit, unit);
  }

  boolean isMetBy(double figure) {
    return switch (kind) {
      case AT_MOST -> figure <= limit;
      case AT_LEAST -> figure >= limit;
      case NONE -> true;
    };
  }

  /** The number; empty if there is no limit. */
  public OptionalDouble asked() {
    return kind == Kind.NONE ? OptionalDouble.empty() : OptionalDouble.of(limit);
  }

  /** {@code ≤ 1.3 RTT}. */
  @Override
  public String toString() {
    if (kind == Kind.NONE) {
      return "stated";
    }
    String number =
        limit == Math.rint(limit)
            ? String.format(Locale.ROOT, "%.0f", limit)
            : String.format(Locale.ROOT, "%s", limit);
    String sign = kind == Kind.AT_MOST ? "≤ " : "≥ ";
    return sign + number + (unit.equals("×") || unit.isEmpty() ? unit : " " + unit);
  }
}
