package dev.trustconnect.yaml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document as text, lists and fields. It refuses whatever could make a document mean
 * something other than it seems to: tags, anchors and aliases, names that aren't text, and a second
 * document.
 */
public final class YamlParser {
  private static final int MAX_DEPTH = 16;

  /**
   * Characters that end a line in YAML 1.1 or in some editors, or that change the direction of
   * text.
   */
  private static final String MISLEADING =
      "\u0085\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

  private static final String YAML =
      "check quotes and indentation here and in the line above (YAML 1.2)";

  static {
    readWhereItIs();
  }

  private final Iterator<Event> events;
  private final String firstLine;

  /**
   * Lets this module read SnakeYAML Engine on the class path. A named module doesn't read the class
   * path (JLS §7.7.5), so linking would end in an {@code IllegalAccessError}, although the class is
   * found.
   */
  private static void readWhereItIs() {
    try {
      Class<?> parser =
          Class.forName(
              "org.snakeyaml.engine.v2.api.lowlevel.Parse",
              false,
              YamlParser.class.getClassLoader());
      YamlParser.class.getModule().addReads(parser.getModule());
    } catch (ClassNotFoundException e) {
      // Linking fails as well, and the caller reports that.
    }
  }

  private YamlParser(Iterator<Event> events, String firstLine) {
    this.events = events;
    this.firstLine = firstLine;
  }

  /**
   * The document.
   *
   * @param firstLine what such a document begins with, for the message about an empty one
   * @throws Malformed for the first part that can't be read
   * @throws NoClassDefFoundError if SnakeYAML Engine is missing
   */
  public static Yaml parse(String text, String firstLine) throws Malformed {
    checkCharacters(text);
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setCodePointLimit(text.length() + 1)
              .setBufferSize(text.length() + 2) // a smaller buffer fails at surrogate pairs
              .build();
      return new YamlParser(new Parse(settings).parseString(text).iterator(), firstLine).document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      String what = e.getProblem() == null ? "unreadable" : e.getProblem();
      throw new Malformed(place(Optional.ofNullable(mark)), what, YAML, e);
    } catch (YamlEngineException e) {
      throw new Malformed(Yaml.Place.START, String.valueOf(e.getMessage()), YAML, e);
    }
  }

  /**
   * Refuses characters that end a line in some programs but not in others, or that change the order
   * in which text is shown. With them, what looks like a comment to a reviewer could be a field in
   * force: a lone carriage return ends a comment in YAML 1.2 (§5.4), but most editors show it as a
   * character within the line.
   */
  private static void checkCharacters(String text) throws Malformed {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        lineStart = i + 1;
      } else if (c == '\r' && !text.startsWith("\n", i + 1)) {
        throw new Malformed(
            new Yaml.Place(line, i - lineStart + 1),
            "a carriage return that ends no line",
            "save the file with Unix or DOS line endings");
      } else if (MISLEADING.indexOf(c) >= 0) {
        throw new Malformed(
            new Yaml.Place(line, i - lineStart + 1),
            "the character U+%04X, which editors show in different ways".formatted((int) c),
            "leave it out");
      }
    }
  }

  private Yaml document() throws Malformed {
    events.next(); // the stream starts
    Event first = events.next();
    if (first.getEventId() != Event.ID.DocumentStart) {
      throw new Malformed(
          place(first.getStartMark()), "the file is empty", "begin with " + firstLine);
    }
    Yaml whole = value(events.next(), 0);
    events.next(); // the document ends
    Event last = events.next();
    if (last.getEventId() != Event.ID.StreamEnd) {
      throw new Malformed(
          place(last.getStartMark()), "a second document begins", "one file holds one document");
    }
    return whole;
  }

  private Yaml value(Event event, int depth) throws Malformed {
    Yaml.Place place = place(event.getStartMark());
    refuseTricks(event, place);
    if (depth > MAX_DEPTH) {
      throw new Malformed(place, "nested more than " + MAX_DEPTH + " deep", "no field needs that");
    }
    return switch (event.getEventId()) {
      case Scalar -> new Yaml.Text(place, ((ScalarEvent) event).getValue());
      case SequenceStart -> new Yaml.Items(place, items(depth));
      case MappingStart -> new Yaml.Fields(place, fields(depth));
      default -> throw new Malformed(place, "unexpected " + event.getEventId(), YAML);
    };
  }

  private List<Yaml> items(int depth) throws Malformed {
    List<Yaml> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(value(e, depth + 1));
    }
    return List.copyOf(items);
  }

  private List<Yaml.Field> fields(int depth) throws Malformed {
    List<Yaml.Field> fields = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      Yaml name = value(e, depth + 1);
      if (!(name instanceof Yaml.Text text)) {
        throw new Malformed(name.place(), name.kind() + " as a name", "a field's name is text");
      }
      fields.add(new Yaml.Field(text.place(), text.value(), value(events.next(), depth + 1)));
    }
    return List.copyOf(fields);
  }

  private static void refuseTricks(Event event, Yaml.Place place) throws Malformed {
    if (event instanceof AliasEvent
        || (event instanceof NodeEvent n && n.getAnchor().isPresent())) {
      throw new Malformed(place, "an anchor or alias", "write the value out in each place");
    }
    boolean tagged =
        (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
            || (event instanceof CollectionStartEvent start && start.getTag().isPresent());
    if (tagged) {
      throw new Malformed(
          place, "a tag", "remove it: the field's name determines the value's type");
    }
  }

  private static Yaml.Place place(Optional<Mark> mark) {
    return mark.map(m -> new Yaml.Place(m.getLine() + 1, m.getColumn() + 1))
        .orElse(Yaml.Place.START);
  }

  /** The text isn't YAML, or uses a YAML feature that isn't supported. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient YamlProblem problem;

    Malformed(Yaml.Place place, String what, String remedy) {
      this(place, what, remedy, null);
    }

    Malformed(
        Yaml.Place place,
        String what,
        String remedy,
        @org.jspecify.annotations.Nullable Throwable cause) {
      super(what, cause);
      this.problem = new YamlProblem(place.line(), place.column(), "", what, remedy);
    }

    /** Where it is, and what to write instead. */
    public YamlProblem problem() {
      return problem;
    }
  }
}
