package dev.trustconnect.audit;

import dev.trustconnect.text.SafeText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes events as ECS JSON: one line of ASCII, nested objects. {@link EcsFields} says which fields
 * there are.
 */
final class EcsJson {
  /** The version that Spring Boot's structured logging names too. */
  private static final String VERSION = "8.11";

  private static final List<String> LISTS =
      List.of(
          "trustconnect.policies",
          "trustconnect.authorities",
          "trustconnect.failures",
          "trustconnect.warnings");
  private static final int[] SHORTER = {EcsFields.MAX_TEXT, 256, 64, 16};

  private EcsJson() {}

  static String of(AuditEvent event) {
    return render(event, EcsFields.of(event), EcsFields.MAX_TEXT);
  }

  /**
   * The same in at most {@code maxBytes} bytes, and still valid JSON: the findings are left out,
   * then all lists, and then texts are shortened. {@code trustconnect.shortened} says so.
   *
   * @param maxBytes at least 2,048
   * @throws IOException if the event doesn't fit
   */
  static String of(AuditEvent event, int maxBytes) throws IOException {
    String whole = of(event);
    if (whole.length() <= maxBytes) { // ASCII: a byte for each character
      return whole;
    }
    Map<String, Object> fields = EcsFields.of(event);
    fields.remove(EcsFields.FINDINGS);
    fields.put("trustconnect.shortened", true);
    String json = render(event, fields, EcsFields.MAX_TEXT);
    for (int i = 0; i < SHORTER.length && json.length() > maxBytes; i++) {
      fields = EcsFields.of(event, SHORTER[i]);
      fields.remove(EcsFields.FINDINGS);
      LISTS.forEach(fields::remove);
      fields.put("trustconnect.shortened", true);
      json = render(event, fields, SHORTER[i]);
    }
    if (json.length() > maxBytes) {
      throw new IOException("an event doesn't fit into " + maxBytes + " bytes");
    }
    return json;
  }

  private static String render(AuditEvent event, Map<String, Object> fields, int maxText) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("@timestamp", event.at().toString());
    put(root, "ecs.version", VERSION);
    root.put("message", SafeText.line(EventText.of(event), maxText));
    fields.forEach((name, value) -> put(root, name, value));
    return json(root);
  }

  /** Puts the value of {@code a.b.c} into the objects {@code a} and {@code b}. */
  private static void put(Map<String, Object> root, String name, Object value) {
    Map<String, Object> object = root;
    int from = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', from)) {
      @SuppressWarnings("unchecked") // no field has both a value and fields below it
      Map<String, Object> inner =
          (Map<String, Object>)
              object.computeIfAbsent(
                  name.substring(from, dot), absent -> new LinkedHashMap<String, Object>());
      object = inner;
      from = dot + 1;
    }
    object.put(name.substring(from), value);
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.entrySet().stream()
          .map(member -> EventJson.quoted((String) member.getKey()) + ":" + json(member.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(EcsJson::json).collect(Collectors.joining(",", "[", "]"));
    }
    return value instanceof String text ? EventJson.quoted(text) : value.toString();
  }
}
