package dev.trustconnect.pin;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pins of one endpoint, of which its path must hold one.
 *
 * @param pins two different digests or more: one in use and one in reserve
 * @param expiry the day on which they should have been renewed; it warns from {@value
 *     #WARNING_DAYS} days ahead and never disables them
 */
public record PinSet(List<Pin> pins, LocalDate expiry) {
  /** How many days before the end the warning begins. */
  public static final int WARNING_DAYS = 30;

  private static final long SECONDS_OF_A_DAY = 86_400;

  public PinSet {
    pins = List.copyOf(pins);
    Objects.requireNonNull(expiry);
    long digests = pins.stream().map(PinSet::digest).distinct().count();
    if (digests < 2) {
      throw new IllegalArgumentException(
          "pins need a backup: "
              + (pins.isEmpty() ? "none given" : pins.get(0) + " stands alone")
              + ". Pin a second key that isn't in use yet, or a key that issues for the host");
    }
    if (digests < pins.size()) {
      throw new IllegalArgumentException("a pin is given twice: " + shown(pins, ", "));
    }
  }

  /**
   * Looks for one of the pins in {@code path}; if there is none, the finding lists the pins that
   * would match.
   */
  public Finding inspect(VerifiedPath path) {
    List<Pin> matched = matched(path);
    return matched.isEmpty()
        ? new Finding.Violated(
            Check.PINNED, Reason.PIN_NOT_IN_PATH, PathPins.of(path, pins), toString())
        : new Finding.Satisfied(Check.PINNED, shown(matched, ", "));
  }

  /** The pins that {@code path} holds; empty if none. */
  public List<Pin> matched(VerifiedPath path) {
    return pins.stream().filter(pin -> pin.isIn(path)).toList();
  }

  /**
   * Whether a path of these certificates would hold one of the pins. Proves nothing about them.
   *
   * @param candidate the peer's own certificate first
   */
  public boolean wouldMatch(List<X509Certificate> candidate) {
    return pins.stream().anyMatch(pin -> pin.wouldBeIn(candidate));
  }

  /** Whether {@code now} is within {@value #WARNING_DAYS} days of the last day, or after it. */
  public boolean isDueAt(Instant now) {
    return endOfDay(expiry.toEpochDay() - WARNING_DAYS - 1) <= now.getEpochSecond();
  }

  /** Whether the last day is over, in UTC. */
  public boolean isExpiredAt(Instant now) {
    return endOfDay(expiry.toEpochDay()) <= now.getEpochSecond();
  }

  private static long endOfDay(long epochDay) {
    return (epochDay + 1) * SECONDS_OF_A_DAY;
  }

  private static String digest(Pin pin) {
    return pin.toString().substring(pin.level().prefix().length());
  }

  private static String shown(List<Pin> pins, String separator) {
    return pins.stream().map(Pin::toString).collect(Collectors.joining(separator));
  }

  /** Whether {@code other} has the same pins, in any order, and the same day. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PinSet that
        && expiry.equals(that.expiry)
        && Set.copyOf(pins).equals(Set.copyOf(that.pins));
  }

  @Override
  public int hashCode() {
    return Set.copyOf(pins).hashCode() * 31 + expiry.hashCode();
  }

  /** {@code sha256/…A or sha256/…B}. */
  @Override
  public String toString() {
    return shown(pins, " or ");
  }
}
