package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.terminal.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Draws a report in lines of at most 80 columns. */
final class DoctorText {
  private static final int COLUMNS = 80;
  private static final int INDENT = 15; // the sign, a space, the longest id, a space

  private final Style style;
  private final UnaryOperator<String> visible;

  /**
   * Text in this style.
   *
   * @param visible what becomes of the parts that {@link Hidden} has marked
   */
  DoctorText(Style style, UnaryOperator<String> visible) {
    this.style = style;
    this.visible = visible;
  }

  /** The whole text; ends with a line break. */
  String render(Report report) {
    StringBuilder text = new StringBuilder();
    for (Row row : report.rows()) {
      List<String> lines = wrapped(row.text());
      text.append(sign(row.state()))
          .append(' ')
          .append(String.format("%-" + (INDENT - 2) + "s", row.shortId()))
          .append(lines.get(0))
          .append('\n');
      lines.subList(1, lines.size()).forEach(line -> indented(text, line));
      if (!row.remedy().isEmpty()) {
        wrapped("do this: " + row.remedy()).forEach(line -> indented(text, line));
      }
    }
    for (String line : broken(report.summary(), COLUMNS)) {
      text.append(report.works() ? style.strong(line) : style.bad(line)).append('\n');
    }
    return text.toString();
  }

  private static void indented(StringBuilder text, String line) {
    text.append(" ".repeat(INDENT)).append(line).append('\n');
  }

  private String sign(State state) {
    boolean fine = style.lines();
    return switch (state) {
      case OK -> style.good(fine ? "✓" : "+");
      case WARNING -> style.fair("!");
      case FAILED -> style.bad(style.cross());
      case INFO, SKIPPED, NOT_EVALUATED -> style.faint(fine ? "–" : "-");
    };
  }

  private List<String> wrapped(String text) {
    return broken(text, COLUMNS - INDENT);
  }

  /** Lines of at most {@code width} characters, broken at spaces; longer words are cut. */
  private List<String> broken(String text, int width) {
    String plain = visible.apply(text);
    if (!style.lines()) {
      plain = plain.replace("…", "...").replace("–", "-");
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : plain.split(" ", -1)) {
      String rest = word;
      if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (line.length() > 0) {
        line.append(' ');
      }
      while (rest.length() > width) {
        lines.add(rest.substring(0, width));
        rest = rest.substring(width);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
