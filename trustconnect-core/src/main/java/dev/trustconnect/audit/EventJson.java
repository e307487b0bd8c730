package dev.trustconnect.audit;

import dev.trustconnect.finding.Finding;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as JSON (RFC 8259). Only strings and lists of strings: too little for a library. */
final class EventJson {
  private EventJson() {}

  static String of(AuditEvent.Judged event) {
    return "{"
        + member("at", event.at().toString())
        + ","
        + member("event", lower(event.gate()) + "-judged")
        + ","
        + member("subject", event.subject())
        + ","
        + member("outcome", lower(event.outcome()))
        + ","
        + member("reason", event.reason() == null ? null : event.reason().code())
        + ","
        + member("message", event.message())
        + ","
        + member("policy", event.policyFingerprint())
        + ","
        + list("findings", event.findings(), Finding::toString)
        + ","
        + list("warnings", event.warnings(), Object::toString)
        + "}";
  }

  static String of(AuditEvent.PoliciesReplaced event) {
    return "{"
        + member("at", event.at().toString())
        + ","
        + member("event", "policies-replaced")
        + ","
        + list("policies", event.policies(), text -> text)
        + "}";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String member(String name, @Nullable String value) {
    return quoted(name) + ":" + (value == null ? "null" : quoted(value));
  }

  private static <T> String list(String name, List<T> values, Function<T, String> text) {
    return quoted(name)
        + ":["
        + values.stream().map(value -> quoted(text.apply(value))).collect(Collectors.joining(","))
        + "]";
  }

  /** RFC 8259 §7; what isn't printable ASCII is escaped, so that a line stays a line. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
