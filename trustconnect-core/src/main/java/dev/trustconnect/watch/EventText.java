package dev.trustconnect.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes events as JSON (RFC 8259). */
final class EventText {
  private EventText() {}

  static String json(WatchEvent event) {
    WatchEvent.Details details = event.details();
    String data =
        object(
            List.of(
                member("summary", quoted(event.summary())),
                member("verdictBefore", orNull(details.verdictBefore())),
                member("verdictAfter", orNull(details.verdictAfter())),
                member("refusal", orNull(details.refusal())),
                member("remarks", list(details.remarks(), "severity")),
                member("drift", list(details.drift(), "weight")),
                member(
                    "endpoints",
                    details.endpoints().stream().map(one -> quoted(one.toString())).toList()),
                member("affected", Integer.toString(details.affected())),
                member("watched", Integer.toString(details.watched())),
                member("flapping", Boolean.toString(details.isFlapping()))));
    return object(
        List.of(
            member("specversion", quoted("1.0")),
            member("id", quoted(event.id())),
            member("source", quoted("/trustconnect/watch")),
            member("type", quoted(event.kind().code())),
            member("time", quoted(event.time().toString())),
            member("subject", quoted(event.subject())),
            member("data", data)));
  }

  private static String object(List<String> members) {
    return "{" + String.join(",", members) + "}";
  }

  private static String member(String name, String json) {
    return quoted(name) + ":" + json;
  }

  private static String member(String name, List<String> json) {
    return quoted(name) + ":[" + String.join(",", json) + "]";
  }

  private static String orNull(Optional<String> text) {
    return text.map(EventText::quoted).orElse("null");
  }

  private static List<String> list(Map<String, ? extends Enum<?>> codes, String levelName) {
    List<String> objects = new ArrayList<>();
    codes.forEach(
        (code, level) ->
            objects.add(
                object(
                    List.of(
                        member("code", quoted(code)), member(levelName, quoted(level.name()))))));
    return objects;
  }

  /** RFC 8259 §7. Everything but printable ASCII is escaped. */
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
