package dev.trustconnect.watch;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchEvent.Details;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes an entry as a line of text and reads it back, strictly: a checksum, a letter, and fields
 * between tabs. The texts in it are bounded and have no control characters.
 */
final class StateLine {
  private static final String FIELD = "\t";
  private static final String ITEM = "\u001f";
  private static final String OF_PART = "\u001e";
  private static final String LINE_BREAK = "\u001d";
  private static final String NONE = "-";
  private static final int CHECK = 8;
  private static final int MAX_TEXT = 1_000;
  private static final int MAX_LOCK = 100_000;
  private static final int MAX_ITEMS = 1_000;

  private StateLine() {}

  /** A line that isn't as it was written, or was never written by a watch. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why);
    }
  }

  static String of(StateEntry entry) {
    String fields = String.join(FIELD, fields(entry));
    return check(fields) + " " + fields + "\n";
  }

  private static String check(String fields) {
    CRC32C sum = new CRC32C();
    sum.update(fields.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", sum.getValue());
  }

  private static List<String> fields(StateEntry entry) {
    if (entry instanceof StateEntry.Opened opened) {
      return List.of(
          "W1",
          opened.instance(),
          Long.toString(opened.number()),
          items(opened.causes()),
          opened.blind());
    }
    if (entry instanceof StateEntry.Confirmed confirmed) {
      return List.of("C", confirmed.endpoint().toString(), parts(confirmed.parts()));
    }
    if (entry instanceof StateEntry.Learned learned) {
      return List.of("L", learned.endpoint().toString(), learned.lock().replace("\n", LINE_BREAK));
    }
    if (entry instanceof StateEntry.Forgot forgot) {
      return List.of("F", forgot.endpoint().toString());
    }
    if (entry instanceof StateEntry.Given given) {
      return List.of("G", given.listener(), Long.toString(given.number()));
    }
    return fields((StateEntry.Happened) entry);
  }

  private static List<String> fields(StateEntry.Happened happened) {
    WatchEvent event = happened.event();
    Details details = event.details();
    Endpoint endpoint = happened.endpoint();
    Parts parts = happened.parts();
    return List.of(
        "E",
        Long.toString(happened.number()),
        event.id(),
        event.kind().name(),
        event.time().toString(),
        event.subject(),
        event.summary(),
        details.verdictBefore().orElse(NONE),
        details.verdictAfter().orElse(NONE),
        details.refusal().orElse(NONE),
        codes(details.remarks()),
        codes(details.drift()),
        items(details.endpoints()),
        Integer.toString(details.affected()),
        Integer.toString(details.watched()),
        Boolean.toString(details.isFlapping()),
        endpoint == null ? NONE : endpoint.toString(),
        parts == null ? NONE : parts(parts),
        items(happened.causes()),
        happened.blind());
  }

  private static String items(List<?> items) {
    return String.join(ITEM, items.stream().map(String::valueOf).toList());
  }

  private static String codes(Map<String, ? extends Enum<?>> codes) {
    List<String> pairs = new ArrayList<>();
    codes.forEach((code, level) -> pairs.add(code + "=" + level.name()));
    return String.join(",", pairs);
  }

  private static String parts(Parts parts) {
    return String.join(ITEM, List.of(part(parts.names()), part(parts.tls()), part(parts.reach())));
  }

  private static String part(@Nullable Part part) {
    return part == null
        ? NONE
        : String.join(
            OF_PART,
            List.of(
                part.verdict(),
                part.refusal(),
                codes(part.remarks()),
                codes(part.drift()),
                part.cause()));
  }

  /**
   * Reads a line without its end.
   *
   * @throws Malformed if {@link #of} hasn't written it
   */
  static StateEntry parse(String line) throws Malformed {
    if (line.length() < CHECK + 1 || line.charAt(CHECK) != ' ') {
      throw new Malformed("it has no checksum");
    }
    String fields = line.substring(CHECK + 1);
    if (!line.startsWith(check(fields))) {
      throw new Malformed("its checksum is wrong");
    }
    try {
      return new Reading(fields.split(FIELD, -1)).entry();
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new Malformed(String.valueOf(wrong.getMessage()));
    }
  }

  /** Takes the fields one after the other. */
  private static final class Reading {
    private final String[] fields;
    private int next;

    Reading(String[] fields) {
      this.fields = fields;
    }

    StateEntry entry() {
      StateEntry entry =
          switch (text()) {
            case "W1" ->
                new StateEntry.Opened(
                    one("[0-9a-f-]{8,40}"), number(), items(text()), bounded(text()));
            case "C" -> new StateEntry.Confirmed(Endpoint.parse(text()), parts(text()));
            case "L" -> new StateEntry.Learned(Endpoint.parse(text()), lock(text()));
            case "F" -> new StateEntry.Forgot(Endpoint.parse(text()));
            case "G" -> new StateEntry.Given(one("[A-Za-z0-9-]{1,40}"), number());
            case "E" -> happened();
            default -> throw new IllegalArgumentException("an unknown kind of line");
          };
      if (next != fields.length) {
        throw new IllegalArgumentException("more fields than expected");
      }
      return entry;
    }

    private StateEntry happened() {
      long number = number();
      WatchEvent event =
          new WatchEvent(
              one("[0-9a-f-]{8,60}"),
              WatchEvent.Kind.valueOf(text()),
              Instant.parse(text()),
              bounded(text()),
              bounded(text()),
              new Details(
                  optional(),
                  optional(),
                  optional(),
                  codes(text(), Severity::valueOf),
                  codes(text(), Weight::valueOf),
                  items(text()).stream().map(Endpoint::parse).toList(),
                  (int) number(),
                  (int) number(),
                  Boolean.parseBoolean(text())));
      String endpoint = text();
      String parts = text();
      return new StateEntry.Happened(
          number,
          event,
          endpoint.equals(NONE) ? null : Endpoint.parse(endpoint),
          parts.equals(NONE) ? null : parts(parts),
          items(text()),
          bounded(text()));
    }

    private String field() {
      if (next == fields.length) {
        throw new IllegalArgumentException("fewer fields than expected");
      }
      return fields[next++];
    }

    private String text() {
      return field();
    }

    private String one(String pattern) {
      String text = field();
      if (!text.matches(pattern)) {
        throw new IllegalArgumentException("an unexpected field");
      }
      return text;
    }

    private Optional<String> optional() {
      String text = field();
      return text.equals(NONE) ? Optional.empty() : Optional.of(bounded(text));
    }

    private long number() {
      long number = Long.parseLong(field());
      if (number < 0) {
        throw new IllegalArgumentException("a number below 0");
      }
      return number;
    }

    private static String bounded(String text) {
      if (text.length() > MAX_TEXT) {
        throw new IllegalArgumentException("a text of more than " + MAX_TEXT + " characters");
      }
      return text;
    }

    private static String lock(String text) {
      if (text.length() > MAX_LOCK) {
        throw new IllegalArgumentException("a lock of more than " + MAX_LOCK + " characters");
      }
      return text.replace(LINE_BREAK, "\n");
    }

    private static List<String> items(String text) {
      List<String> items = text.isEmpty() ? List.of() : Arrays.asList(text.split(ITEM, -1));
      if (items.size() > MAX_ITEMS) {
        throw new IllegalArgumentException("more than " + MAX_ITEMS + " items");
      }
      items.forEach(Reading::bounded);
      return items;
    }

    private static <T> Map<String, T> codes(String text, Function<String, T> level) {
      Map<String, T> codes = new TreeMap<>();
      if (!text.isEmpty()) {
        for (String pair : text.split(",", -1)) {
          int equals = pair.indexOf('=');
          if (!pair.matches("[a-z0-9.-]{1,60}=[A-Z]{1,10}")) {
            throw new IllegalArgumentException("a code that isn't one");
          }
          codes.put(pair.substring(0, equals), level.apply(pair.substring(equals + 1)));
        }
      }
      return codes;
    }

    private static Parts parts(String text) {
      String[] parts = text.split(ITEM, -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException("not three parts");
      }
      return new Parts(part(parts[0]), part(parts[1]), part(parts[2]));
    }

    private static @Nullable Part part(String text) {
      if (text.equals(NONE)) {
        return null;
      }
      String[] fields = text.split(OF_PART, -1);
      if (fields.length != 5) {
        throw new IllegalArgumentException("a part without five fields");
      }
      return new Part(
          bounded(fields[0]),
          bounded(fields[1]),
          codes(fields[2], Severity::valueOf),
          codes(fields[3], Weight::valueOf),
          bounded(fields[4]));
    }
  }
}
