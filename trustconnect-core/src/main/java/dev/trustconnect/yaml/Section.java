package dev.trustconnect.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one part of a document. A value that can't be read becomes a problem and counts as
 * absent, so that one pass finds every problem.
 */
public final class Section {
  private static final int MAX_SHOWN = 80;

  private final String path;
  private final Yaml.Place place;
  private final Map<String, Yaml.Field> fields = new LinkedHashMap<>();
  private final List<YamlProblem> problems;

  private Section(String path, Yaml.Fields fields, Set<String> known, List<YamlProblem> problems) {
    this.path = path;
    this.place = fields.place();
    this.problems = problems;
    for (Yaml.Field field : fields.values()) {
      if (!known.contains(field.name())) {
        add(
            field.place(),
            at(shown(field.name())),
            "no such field",
            "the fields are: " + String.join(", ", known.stream().sorted().toList()));
      } else if (this.fields.put(field.name(), field) != null) {
        add(field.place(), at(field.name()), "written twice", "write it once");
      }
    }
  }

  /** {@code yaml} as fields; empty, with a problem added, if it is anything else. */
  public static Optional<Section> of(
      String path, Yaml yaml, Set<String> known, List<YamlProblem> problems) {
    if (yaml instanceof Yaml.Fields fields) {
      return Optional.of(new Section(path, fields, known, problems));
    }
    problems.add(
        problem(
            yaml.place(),
            path,
            yaml.kind() + " in place of fields",
            "the fields are: " + String.join(", ", known.stream().sorted().toList())));
    return Optional.empty();
  }

  /** The number of values in the list, including those that couldn't be read. */
  public int count(String name) {
    Yaml.Field field = fields.get(name);
    return field != null && field.value() instanceof Yaml.Items items ? items.values().size() : 0;
  }

  /** The names of all known fields that are there. */
  public Set<String> names() {
    return Set.copyOf(fields.keySet());
  }

  /** Whether the field is there. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** The field's value as it is written. */
  public Optional<Yaml> yaml(String name) {
    return Optional.ofNullable(fields.get(name)).map(Yaml.Field::value);
  }

  /** The field's value, if it is text that {@code reading} accepts. */
  public <T> Optional<T> value(String name, String remedy, Reading<T> reading) {
    Yaml.Field field = fields.get(name);
    return field == null
        ? Optional.empty()
        : read(at(name), field.value(), remedy, reading, problems);
  }

  /** The fields of the field {@code name}; empty, with a problem added, if it has none. */
  public List<Yaml.Field> fieldsOf(String name, String remedy) {
    Yaml.Field field = fields.get(name);
    if (field == null) {
      return List.of();
    }
    if (field.value() instanceof Yaml.Fields inner && !inner.values().isEmpty()) {
      return inner.values();
    }
    problem(name, field.value().kind() + " in place of fields", remedy);
    return List.of();
  }

  /** Those values of a list of texts that {@code reading} accepts. */
  public <T> List<T> values(String name, String remedy, Reading<T> reading) {
    List<T> values = new ArrayList<>();
    List<Yaml> items = items(name, remedy);
    for (int i = 0; i < items.size(); i++) {
      read(at(name) + "[" + i + "]", items.get(i), remedy, reading, problems)
          .ifPresent(values::add);
    }
    return values;
  }

  /** The values of a list; empty, with a problem added, if it isn't a list or has no values. */
  public List<Yaml> items(String name, String remedy) {
    Yaml.Field field = fields.get(name);
    if (field == null) {
      return List.of();
    }
    if (field.value() instanceof Yaml.Items items && !items.values().isEmpty()) {
      return items.values();
    }
    boolean empty = field.value() instanceof Yaml.Items;
    problem(name, (empty ? "an empty list" : field.value().kind() + " in place of a list"), remedy);
    return List.of();
  }

  /** Adds a problem at the field {@code name}, or at the section's start if the field is absent. */
  public void problem(String name, String what, String remedy) {
    Yaml.Field field = fields.get(name);
    add(field == null ? place : field.value().place(), at(name), what, remedy);
  }

  /** The path of the field {@code name}, as problems show it. */
  public String at(String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }

  /**
   * The value that {@code reading} makes of {@code yaml}; empty, with a problem added, if it can't.
   */
  public static <T> Optional<T> read(
      String at, Yaml yaml, String remedy, Reading<T> reading, List<YamlProblem> problems) {
    if (!(yaml instanceof Yaml.Text text) || text.value().isEmpty()) {
      problems.add(problem(yaml.place(), at, yaml.kind() + " in place of a value", remedy));
      return Optional.empty();
    }
    try {
      return Optional.of(reading.read(text.value()));
    } catch (IllegalArgumentException malformed) {
      String what = shown(String.valueOf(malformed.getMessage()));
      problems.add(problem(yaml.place(), at, what, remedy));
      return Optional.empty();
    }
  }

  private void add(Yaml.Place where, String at, String what, String remedy) {
    problems.add(problem(where, at, what, remedy));
  }

  private static YamlProblem problem(Yaml.Place where, String at, String what, String remedy) {
    return new YamlProblem(where.line(), where.column(), at, what, remedy);
  }

  /** Text from the file for a message: on one line and of limited length. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(2 * MAX_SHOWN)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.length() > 2 * MAX_SHOWN ? shown + "…" : shown.toString();
  }

  /** Converts a text to a value. */
  @FunctionalInterface
  public interface Reading<T> {
    /** The value. Throws {@link IllegalArgumentException} whose message says what is wrong. */
    T read(String text);
  }
}
