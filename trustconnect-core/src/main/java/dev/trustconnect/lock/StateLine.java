package dev.trustconnect.lock;

import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.yaml.Section;
import dev.trustconnect.yaml.Yaml;
import dev.trustconnect.yaml.YamlParser;
import dev.trustconnect.yaml.YamlProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One line of JSON about one endpoint. YAML 1.2 can be read as JSON's superset (§1.3). */
final class StateLine {
  private static final Set<String> FIELDS =
      Set.of(
          "endpoint",
          "firstSeen",
          "lastChanged",
          "verdict",
          "leaves",
          "waiting",
          "looks",
          "networks",
          "intermediates");
  private static final Set<String> LEAF = Set.of("key", "from", "to");
  private static final String REMEDY = "a line of the state file";

  private StateLine() {}

  static String of(EndpointState state) {
    return "{"
        + string("endpoint", state.endpoint())
        + ","
        + string("firstSeen", state.firstSeen())
        + ","
        + string("lastChanged", state.lastChanged())
        + ","
        + string("verdict", state.verdict())
        + ",\"leaves\":"
        + leaves(state.leaves())
        + ",\"waiting\":"
        + leaves(state.waiting())
        + ",\"looks\":"
        + state.looks()
        + ",\"networks\":"
        + strings(state.networks().stream().map(Networks::text).toList())
        + ",\"intermediates\":"
        + strings(state.intermediates())
        + "}";
  }

  /** The values have no characters that JSON escapes: names, keys, times. */
  private static String string(String name, Object value) {
    return "\"" + name + "\":\"" + value + "\"";
  }

  private static String strings(Collection<?> values) {
    return values.stream()
        .map(value -> "\"" + value + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String leaves(List<Leaf> leaves) {
    return leaves.stream()
        .map(
            leaf ->
                "{"
                    + string("key", leaf.key())
                    + ","
                    + string("from", leaf.from())
                    + ","
                    + string("to", leaf.to())
                    + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** The content of the line; empty if it can't be read. */
  static Optional<EndpointState> parse(String line) {
    List<YamlProblem> problems = new ArrayList<>();
    try {
      return Section.of("", YamlParser.parse(line, "{"), FIELDS, problems)
          .map(section -> new Reading(section, problems).state())
          .filter(state -> problems.isEmpty());
    } catch (YamlParser.Malformed | IllegalArgumentException torn) {
      return Optional.empty();
    }
  }

  /** Reads the fields; a missing or wrong field throws or becomes a problem. */
  private record Reading(Section section, List<YamlProblem> problems) {
    EndpointState state() {
      return new EndpointState(
          one("endpoint", Endpoint::parse),
          one("firstSeen", Reading::instant),
          one("lastChanged", Reading::instant),
          one("verdict", Proof::valueOf),
          leaves("leaves"),
          leaves("waiting"),
          one("looks", Integer::valueOf),
          several("networks", AddressRange::parse),
          several("intermediates", SpkiPin::parse));
    }

    private <T> T one(String name, Section.Reading<T> reading) {
      return section
          .value(name, REMEDY, reading)
          .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private static Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("not a time: " + text, e);
      }
    }

    private List<Yaml> items(String name) {
      return section.yaml(name).orElse(null) instanceof Yaml.Items items
          ? items.values()
          : List.of();
    }

    private <T> Set<T> several(String name, Section.Reading<T> reading) {
      Set<T> values = new LinkedHashSet<>();
      for (Yaml item : items(name)) {
        Section.read(name, item, REMEDY, reading, problems).ifPresent(values::add);
      }
      return values;
    }

    private List<Leaf> leaves(String name) {
      List<Leaf> leaves = new ArrayList<>();
      for (Yaml item : items(name)) {
        Section.of(name, item, LEAF, problems)
            .map(leaf -> new Reading(leaf, problems))
            .map(
                leaf ->
                    new Leaf(
                        leaf.one("key", SpkiPin::parse),
                        leaf.one("from", Reading::instant),
                        leaf.one("to", Reading::instant)))
            .ifPresent(leaves::add);
      }
      return leaves;
    }
  }
}
