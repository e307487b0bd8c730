package dev.trustconnect.cli.option;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an instant with its zone: {@code 2026-01-01T00:00:00Z} or {@code …+01:00}. */
public final class InstantText implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notAnInstant) {
      throw new TypeConversionException(
          "'" + text + "' isn't an instant; write it like 2026-01-01T00:00:00Z");
    }
  }
}
