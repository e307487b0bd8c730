package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.survey.Endpoint;
import org.jspecify.annotations.Nullable;

/** Shows a drift as a diff, without what is silent. */
final class DriftText {
  private final Style style;

  DriftText(Style style) {
    this.style = style;
  }

  String render(Drift drift) {
    StringBuilder text = new StringBuilder();
    drift
        .vantage()
        .ifPresent(
            vantage ->
                text.append(style.bad("your network"))
                    .append(": ")
                    .append(ShownText.line(vantage.sentence()))
                    .append(". Nothing was written.\n\n"));
    @Nullable Endpoint shown = null;
    for (Change change : drift.changes()) {
      if (change.weight() != Weight.SILENT) {
        if (!change.endpoint().equals(shown)) {
          text.append(style.strong(change.endpoint().toString())).append('\n');
          shown = change.endpoint();
        }
        change(change, text);
      }
    }
    for (NotJudged open : drift.notJudged()) {
      text.append(style.unknown("not judged"))
          .append(' ')
          .append(ShownText.line(open.toString()))
          .append('\n');
    }
    return text.append(summary(drift)).append('\n').toString();
  }

  private void change(Change change, StringBuilder text) {
    boolean isAlert = change.weight() == Weight.ALERT;
    text.append("  ")
        .append(isAlert ? style.bad("ALERT ") : style.fair("NOTICE"))
        .append("  ")
        .append(change.kind().code())
        .append('\n');
    line("- ", change, change.before(), text);
    line("+ ", change, change.after(), text);
    text.append("    ").append(ShownText.line(change.sentence())).append('\n');
  }

  private static void line(String sign, Change change, String value, StringBuilder text) {
    text.append("    ")
        .append(sign)
        .append(change.field().key())
        .append(": ")
        .append(ShownText.line(value))
        .append('\n');
  }

  private static String summary(Drift drift) {
    return counted(drift.endpoints(), "endpoint")
        + ": "
        + counted(drift.alerts().size(), "alert")
        + ", "
        + counted(drift.changes(Weight.NOTICE).size(), "notice")
        + ", "
        + drift.notJudged().size()
        + " not judged";
  }

  static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
