package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** Reads Unbound's replay files; every fault is reported with its file and line. */
final class RplParser {
  private static final Set<String> FLAGS =
      Set.of("QR", "AA", "TC", "RD", "RA", "AD", "CD", "DO", "Z");

  private final Path file;
  private final List<String> lines;
  private int next;

  private RplParser(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Reads {@code file}. */
  static RplFile read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return parse(file, text);
  }

  /** Reads {@code text}, which is called {@code file}. */
  static RplFile parse(Path file, String text) throws VectorFormatException {
    RplParser parser = new RplParser(file, text.lines().toList());
    try {
      return parser.file();
    } catch (IOException | RuntimeException e) { // a broken file breaks in many ways
      throw new VectorFormatException(file, parser.next, e.toString(), e);
    }
  }

  private RplFile file() throws IOException {
    RplFile.Config config = config();
    List<RplFile.Range> ranges = new ArrayList<>();
    List<RplFile.Step> steps = new ArrayList<>();
    while (true) {
      List<String> words = words();
      if (words.isEmpty() || words.get(0).equals("SCENARIO_END")) {
        return new RplFile(file, config, ranges, steps);
      }
      switch (words.get(0)) {
        case "SCENARIO_BEGIN" -> {}
        case "RANGE_BEGIN" -> ranges.add(range(words));
        case "STEP" -> steps.add(step(words));
        default -> throw new IOException("expected RANGE_BEGIN or STEP, not " + words.get(0));
      }
    }
  }

  private RplFile.Config config() throws IOException {
    RplConfig config = new RplConfig();
    while (true) {
      if (next >= lines.size()) {
        throw new IOException("no CONFIG_END");
      }
      String line = lines.get(next++);
      if (line.strip().startsWith("CONFIG_END")) {
        return config.build();
      }
      while (RplConfig.isUnfinished(line) && next < lines.size()) {
        line = line + " " + lines.get(next++);
      }
      config.take(line);
    }
  }

  private RplFile.Range range(List<String> words) throws IOException {
    int from = number(words, 1);
    int to = number(words, 2);
    Set<String> addresses = new LinkedHashSet<>();
    List<RplFile.Entry> entries = new ArrayList<>();
    while (true) {
      List<String> line = words();
      switch (first(line)) {
        case "ADDRESS" -> addresses.add(word(line, 1));
        case "ENTRY_BEGIN" -> entries.add(entry());
        case "RANGE_END" -> {
          return new RplFile.Range(from, to, addresses, entries);
        }
        default -> throw new IOException("unknown in a range: " + first(line));
      }
    }
  }

  private RplFile.Step step(List<String> words) throws IOException {
    int line = next;
    String kind = word(words, 2);
    boolean hasEntry = peek().equals("ENTRY_BEGIN");
    if (hasEntry) {
      words();
    }
    Optional<RplFile.Entry> entry = hasEntry ? Optional.of(entry()) : Optional.empty();
    List<String> rest = List.copyOf(words.subList(3, words.size()));
    return new RplFile.Step(number(words, 1), kind, rest, entry, line);
  }

  private RplFile.Entry entry() throws IOException {
    int begin = next;
    Set<String> match = new HashSet<>();
    Set<String> adjust = new HashSet<>();
    Set<String> flags = new HashSet<>();
    int rcode = Rcode.NOERROR;
    Sections sections = new Sections();
    while (true) {
      List<String> line = words();
      switch (first(line)) {
        case "MATCH" -> line.stream().skip(1).map(RplParser::lower).forEach(match::add);
        case "ADJUST" -> line.stream().skip(1).map(RplParser::lower).forEach(adjust::add);
        case "REPLY" -> {
          for (String word : line.subList(1, line.size())) {
            String upper = word.toUpperCase(Locale.ROOT);
            if (FLAGS.contains(upper)) {
              flags.add(upper);
            } else if (Rcode.value(upper) >= 0) {
              rcode = Rcode.value(upper);
            }
          }
        }
        case "SECTION" -> sections.open(word(line, 1));
        case "ENTRY_END" -> {
          return new RplFile.Entry(
              match,
              adjust,
              flags,
              rcode,
              Optional.ofNullable(sections.question),
              sections.answer,
              sections.authority,
              sections.additional,
              begin);
        }
        default -> sections.take(String.join(" ", line));
      }
    }
  }

  /** The sections of one entry. */
  private static final class Sections {
    private Question question;
    private final List<Record> answer = new ArrayList<>();
    private final List<Record> authority = new ArrayList<>();
    private final List<Record> additional = new ArrayList<>();
    private List<Record> open;
    private boolean inQuestion;

    void open(String name) throws IOException {
      inQuestion = name.equals("QUESTION");
      open =
          switch (name) {
            case "QUESTION" -> List.of();
            case "ANSWER" -> answer;
            case "AUTHORITY" -> authority;
            case "ADDITIONAL" -> additional;
            default -> throw new IOException("unknown section " + name);
          };
    }

    void take(String line) throws IOException {
      if (open == null) {
        return; // EXTRA_PACKET, HEX_EDNSDATA and the like say nothing about validation
      }
      if (inQuestion) {
        List<String> words = RecordText.split(line);
        String type = words.get(words.size() - 1);
        question = Dnsjava.question(RecordText.name(words.get(0)), RecordText.type(type));
      } else {
        RecordText.record(line).ifPresent(open::add);
      }
    }
  }

  /** The next line with something on it, parenthesised lines joined; empty at the end. */
  private List<String> words() throws IOException {
    while (next < lines.size()) {
      String line = RecordText.withoutComment(lines.get(next++)).strip();
      while (RecordText.openParentheses(line) > 0 && next < lines.size()) {
        line = line + " " + RecordText.withoutComment(lines.get(next++)).strip();
      }
      if (!line.isEmpty()) {
        return RecordText.split(line);
      }
    }
    return List.of();
  }

  private String peek() {
    for (int i = next; i < lines.size(); i++) {
      String line = RecordText.withoutComment(lines.get(i)).strip();
      if (!line.isEmpty()) {
        return RecordText.split(line).get(0);
      }
    }
    return "";
  }

  private static String first(List<String> words) throws IOException {
    return word(words, 0);
  }

  private static String word(List<String> words, int index) throws IOException {
    if (index >= words.size()) {
      throw new IOException(
          words.isEmpty() ? "the file ends too early" : "the line ends too early");
    }
    return words.get(index);
  }

  private static int number(List<String> words, int index) throws IOException {
    return Integer.parseInt(word(words, index));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
