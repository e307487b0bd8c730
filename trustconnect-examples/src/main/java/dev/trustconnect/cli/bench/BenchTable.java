package dev.trustconnect.cli.bench;

import dev.trustconnect.bench.Figure;
import dev.trustconnect.bench.Row;
import dev.trustconnect.cli.terminal.Style;
import java.util.Optional;

/** Rows of figures, drawn as a table; each is printed as soon as it is known. */
final class BenchTable {
  private static final String FORMAT = "%-38s  %14s  %-38s %12s  %9s  %-15s ";

  private final Style style;

  BenchTable(Style style) {
    this.style = style;
  }

  String head() {
    return style.strong(
        String.format(FORMAT, "what", "ours", "peer", "theirs", "figure", "bar").stripTrailing());
  }

  String line(Row row) {
    String text =
        String.format(
            FORMAT,
            row.what(),
            row.ours(),
            row.peer() == null ? "" : row.peer(),
            row.theirs() == null ? "" : row.theirs(),
            row.theirs() == null ? "" : shown(row.figure()),
            row.bar());
    return text + met(row.isMet()) + (row.note().isEmpty() ? "" : style.faint("  " + row.note()));
  }

  private static String shown(Figure figure) {
    return figure.unit().equals("×")
        ? new Figure(figure.value(), "").toString() + "×"
        : figure.toString();
  }

  private String met(Optional<Boolean> met) {
    return met.map(yes -> yes ? style.good("met") : style.bad("NOT MET")).orElse("");
  }
}
