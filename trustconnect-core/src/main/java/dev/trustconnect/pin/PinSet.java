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
 * The pins of one endpoint, of which its path must contain one. Immutable.
 *
 * @param pins at least two different digests, so that one is a backup
 * @param expiry the day by which to renew them; warnings begin {@value #WARNING_DAYS} days before,
 *     and the pins stay in force afterwards
 */
public record PinSet(List<Pin> pins, LocalDate expiry) {
  /** The number of days before {@link #expiry} from which to warn. */
  public static final int WARNING_DAYS = 30;

  private static final long SECONDS_OF_A_DAY = 86_400;

  public PinSet {
    pins = List.copyOf(pins);
    Objects.requireNonNull(expiry);
    long digests = pins.stream().map(PinSet::digest).distinct().count();
    if (digests < 2) {
      throw new IllegalArgumentException(
          "pins need a backup: "
              + (pins.isEmpty() ? "none given" : "only " + pins.get(0) + " given")
              + ". Pin a second key that isn't in use yet, or the key of an authority that issues"
              + " for the host");
    }
    if (digests < pins.size()) {
      throw new IllegalArgumentException("a pin is given twice: " + shown(pins, ", "));
    }
  }

  /** Looks for the pins in {@code path}; if none matches, the finding lists the pins that would. */
  public Finding inspect(VerifiedPath path) {
    List<Pin> matched = matched(path);
    return matched.isEmpty()
        ? new Finding.Violated(
            Check.PINNED, Reason.PIN_NOT_IN_PATH, PathPins.of(path, pins), toString())
        : new Finding.Satisfied(Check.PINNED, shown(matched, ", "));
  }

  /** The pins that {@code path} contains; may be empty. */
  public List<Pin> matched(VerifiedPath path) {
    return pins.stream().filter(pin -> pin.isIn(path)).toList();
  }

  /**
   * Whether a path of these certificates would contain one of the pins. The certificates aren't
   * verified.
   *
   * @param candidate the certificates, the peer's own first
   */
  public boolean wouldMatch(List<X509Certificate> candidate) {
    return pins.stream().anyMatch(pin -> pin.wouldBeIn(candidate));
  }

  /** Whether {@code now} is within {@value #WARNING_DAYS} days before {@link #expiry}, or later. */
  public boolean isDueAt(Instant now) {
    return endOfDay(expiry.toEpochDay() - WARNING_DAYS - 1) <= now.getEpochSecond();
  }

  /** Whether {@link #expiry} is over, in UTC. */
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

  /** Whether {@code other} has the same pins, in any order, and the same expiry. */
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

  /** The pins, such as {@code sha256/…A or sha256/…B}. */
  @Override
  public String toString() {
    return shown(pins, " or ");
  }
}
