package dev.trustconnect.cli.fetch;

import dev.trustconnect.cli.option.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads how long a whole download may take: {@code 90s}, {@code 10m}, {@code 2h}; up to 30 days.
 */
final class MaxTimeText implements ITypeConverter<Duration> {
  private static final Duration LONGEST = Duration.ofDays(30);

  @Override
  public Duration convert(String text) {
    Duration duration = DurationText.parse(text);
    if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is not above 0 and up to 30 days");
    }
    return duration;
  }
}
