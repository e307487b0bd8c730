package dev.trustconnect.config;

import java.util.List;

/** A part of a policy file: text, a list, or named fields. Each knows its line and column. */
sealed interface Yaml {
  /** Where it begins. */
  Place place();

  /** How a message calls it. */
  String kind();

  /**
   * A place in a file.
   *
   * @param line counted from 1
   * @param column counted from 1
   */
  record Place(int line, int column) {
    static final Place START = new Place(1, 1);
  }

  /** A word, a number, a date: its reader decides what it means. */
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

  /** Fields, in their order; a name may still occur twice. */
  record Fields(Place place, List<Field> values) implements Yaml {
    @Override
    public String kind() {
      return "fields";
    }
  }

  /** One of them. */
  record Field(Place place, String name, Yaml value) {}
}
