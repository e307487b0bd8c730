package dev.trustconnect.cli.audit;

import dev.trustconnect.remark.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads values of options that are one of a few words, in lower case. */
final class NamedValue {
  private NamedValue() {}

  private static <E extends Enum<E>> E of(String typed, E[] all, String what) {
    List<String> words =
        Arrays.stream(all).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(typed.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new TypeConversionException(
          "'" + typed + "' isn't a " + what + "; give one of " + String.join(", ", words));
    }
    return all[index];
  }

  /** A severity. */
  static final class OfSeverity implements ITypeConverter<Severity> {
    @Override
    public Severity convert(String typed) {
      return of(typed, Severity.values(), "severity");
    }
  }

  /** A format. */
  static final class OfFormat implements ITypeConverter<AuditFormat> {
    @Override
    public AuditFormat convert(String typed) {
      return of(typed, AuditFormat.values(), "format");
    }
  }
}
