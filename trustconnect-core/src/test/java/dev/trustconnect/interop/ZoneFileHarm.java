package dev.trustconnect.interop;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes to a signed zone's lines, each {@code owner TTL IN TYPE data} separated by white space.
 */
final class ZoneFileHarm {
  private ZoneFileHarm() {}

  /** Puts {@code to} where {@code from} stood in the data of one RRset. */
  static UnaryOperator<List<String>> alter(String owner, String type, String from, String to) {
    return lines ->
        changed(
            lines,
            lines.stream()
                .map(line -> is(line, owner, type) ? line.replace(from, to) : line)
                .toList());
  }

  /** Leaves one RRset out, its signatures stay. */
  static UnaryOperator<List<String>> drop(String owner, String type) {
    return lines -> changed(lines, lines.stream().filter(line -> !is(line, owner, type)).toList());
  }

  /** Leaves the signatures over one RRset out. */
  static UnaryOperator<List<String>> strip(String owner, String covered) {
    return lines ->
        changed(
            lines,
            lines.stream()
                .filter(line -> !(is(line, owner, "RRSIG") && covered.equals(field(line, 4))))
                .toList());
  }

  /** Leaves every signature over RRsets of one type out. */
  static UnaryOperator<List<String>> stripAll(String covered) {
    return lines ->
        changed(
            lines,
            lines.stream()
                .filter(line -> !("RRSIG".equals(field(line, 3)) && covered.equals(field(line, 4))))
                .toList());
  }

  /** Leaves every record of one type out. */
  static UnaryOperator<List<String>> dropAll(String type) {
    return lines ->
        changed(lines, lines.stream().filter(line -> !type.equals(field(line, 3))).toList());
  }

  /** One harm, then another. */
  static UnaryOperator<List<String>> both(
      UnaryOperator<List<String>> first, UnaryOperator<List<String>> second) {
    return lines -> second.apply(first.apply(lines));
  }

  private static List<String> changed(List<String> before, List<String> after) {
    if (before.equals(after)) {
      throw new IllegalStateException("the harm found nothing to change");
    }
    return after;
  }

  private static boolean is(String line, String owner, String type) {
    return owner.equals(field(line, 0)) && type.equals(field(line, 3));
  }

  private static String field(String line, int index) {
    String[] fields = line.split("\\s+", index + 2);
    return index < fields.length ? fields[index] : "";
  }
}
