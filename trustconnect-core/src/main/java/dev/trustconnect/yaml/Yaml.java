package dev.trustconnect.yaml;

import java.util.List;

/** A part of a document, with its line and column: text, a list, or named fields. */
public sealed interface Yaml {
  /** The position of its first character. */
  Place place();

  /** Its description, for messages. */
  String kind();

  /**
   * A position in a file.
   *
   * @param line counted from 1
   * @param column counted from 1
   */
  record Place(int line, int column) {
    static final Place START = new Place(1, 1);
  }

  /** A text, which may stand for a number or a date. */
  record Text(Place place, String value) implements Yaml {
    @Override
    public String kind() {
      return value.isEmpty() ? "nothing" : "text";
    }
  }

  /** A list. */
  record Items(Place place, List<Yaml> values) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Fields in the order of the file; a name may occur twice. */
  record Fields(Place place, List<Field> values) implements Yaml {
    @Override
    public String kind() {
      return "fields";
    }
  }

  /** One field. */
  record Field(Place place, String name, Yaml value) {}
}
