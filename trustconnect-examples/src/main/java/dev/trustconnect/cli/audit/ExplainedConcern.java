package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.remark.Concern;
import dev.trustconnect.remark.Remedy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A row of the catalogue, for {@code --explain}. */
final class ExplainedConcern {
  private ExplainedConcern() {}

  /** The row for an id, with all that is written there; empty if there is none. */
  static Optional<String> of(String id, Style style) {
    return Concern.find(id).map(concern -> text(id, concern, style));
  }

  private static String text(String id, Concern concern, Style style) {
    Remedy remedy = concern.remedy();
    StringBuilder text = new StringBuilder(style.strong(id));
    text.append("  ")
        .append(concern.severity())
        .append(", ")
        .append(lower(concern.confidence()))
        .append("; whose: ")
        .append(lower(concern.whose()))
        .append('\n');
    line(text, "means", remedy.what());
    line(text, "owner", remedy.owner());
    line(text, "caller", remedy.caller());
    line(text, "seen by", concern.measured());
    line(text, "source", remedy.source());
    line(text, "tags", String.join(" ", remedy.tags()));
    if (concern.ids().size() > 1) {
      line(text, "alike", String.join(", ", concern.ids()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String words) {
    if (!words.isEmpty()) {
      text.append(String.format(Locale.ROOT, "  %-9s%s%n", label, words));
    }
  }

  /** Ids with the same first word, or all of the catalogue. */
  static String alike(String id) {
    String group = id.replaceFirst("\\..*", ".");
    String alike = ids(group);
    return alike.isEmpty() ? ids("") : alike;
  }

  private static String ids(String start) {
    return Arrays.stream(Concern.values())
        .map(Concern::id)
        .filter(known -> known.startsWith(start))
        .collect(Collectors.joining(", "));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
