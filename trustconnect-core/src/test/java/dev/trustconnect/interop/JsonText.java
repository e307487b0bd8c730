package dev.trustconnect.interop;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads JSON with the YAML parser: JSON is a subset of YAML 1.2. */
final class JsonText {
  private static final int MAX_CHARACTERS = 50_000_000;

  private JsonText() {}

  /** The object or list that {@code json} is. */
  static Object read(String json) {
    return new Load(LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).build())
        .loadFromString(json);
  }

  /** Shows {@code each} every object in {@code value}, at any depth, those around first. */
  static void visit(Object value, Consumer<Map<?, ?>> each) {
    if (value instanceof Map<?, ?> object) {
      each.accept(object);
      object.values().forEach(inner -> visit(inner, each));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> visit(inner, each));
    }
  }
}
