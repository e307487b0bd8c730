package dev.trustconnect.cli.zone;

import dev.trustconnect.cli.option.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a TTL: seconds as in a zone file, or {@code 36h} or {@code P2D}. */
final class TtlText implements ITypeConverter<Duration> {
  private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE); // RFC 2181 §8

  @Override
  public Duration convert(String text) {
    Duration ttl =
        text.matches("\\d{1,10}")
            ? Duration.ofSeconds(Long.parseLong(text))
            : DurationText.parse(text);
    if (ttl.isNegative() || ttl.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' isn't a TTL: from 0 to 2147483647 seconds");
    }
    return ttl;
  }
}
