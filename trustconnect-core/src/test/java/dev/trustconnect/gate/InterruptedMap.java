package dev.trustconnect.gate;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Two headers; something happens when the second is read for the first time. */
final class InterruptedMap extends AbstractMap<String, String> {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final String second;
  private @Nullable Callable<?> meanwhile;

  InterruptedMap(String first, String value, String second, Callable<?> meanwhile) {
    headers.put(first, value);
    headers.put(second, "another");
    this.second = second;
    this.meanwhile = meanwhile;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Set<Map.Entry<String, String>> entries = new LinkedHashSet<>();
    headers.forEach((name, value) -> entries.add(new Interrupted(name, value)));
    return entries;
  }

  private final class Interrupted extends SimpleEntry<String, String> {
    private static final long serialVersionUID = 1L;

    Interrupted(String name, String value) {
      super(name, value);
    }

    @Override
    public String getValue() {
      Callable<?> now = meanwhile;
      if (getKey().equals(second) && now != null) {
        meanwhile = null;
        try {
          Object unused = now.call();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
      return super.getValue();
    }
  }
}
