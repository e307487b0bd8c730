package dev.trustconnect.cli.zone;

import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.zone.DelegationPlan;
import dev.trustconnect.zone.DelegationPlan.Ready;
import dev.trustconnect.zone.DsLine;
import dev.trustconnect.zone.PublishedKey;
import dev.trustconnect.zone.SignatureEnd;
import dev.trustconnect.zone.ZoneNote;
import dev.trustconnect.zone.ZoneReport;
import dev.trustconnect.zone.ZoneStage;
import dev.trustconnect.zone.ZoneState;
import dev.trustconnect.zone.ZoneStep;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Draws a zone report within 80 columns; only lines to be pasted are longer. */
final class ZoneText {
  private static final int WIDTH = 80;

  private final Style style;
  private final StringBuilder text = new StringBuilder();

  ZoneText(Style style) {
    this.style = style;
  }

  /** The whole text; ends with a line break. */
  String render(ShownZone shown) {
    ZoneReport report = shown.report();
    text.append(style.strong(ShownText.line(report.apex()))).append("  ").append(states(report));
    text.append('\n');
    if (report.notJudged().isPresent()) {
      wrapped("  ", "  ", report.notJudged().get());
      return text.toString();
    }
    wrapped(
        "",
        "",
        "seen "
            + report.at().truncatedTo(ChronoUnit.SECONDS)
            + " through a resolver, whose answers may be "
            + length(report.age())
            + " old");
    report.stages().forEach(stage -> stage(stage, report.at()));
    keys(report);
    delegation(shown);
    calendar(report);
    notes(report.notes());
    hosts(shown.hosts());
    return text.toString();
  }

  private String states(ZoneReport report) {
    if (report.notJudged().isPresent()) {
      return style.unknown("NOT JUDGED");
    }
    return String.join(
        ", ", report.stages().stream().map(stage -> painted(stage.state())).toList());
  }

  private String painted(ZoneState state) {
    return switch (state) {
      case BROKEN, DELETE_ASKED -> style.bad(state.name());
      case STABLE -> style.good(state.name());
      default -> style.fair(state.name());
    };
  }

  private void heading(String heading) {
    text.append('\n').append(style.strong(heading)).append('\n');
  }

  private void stage(ZoneStage stage, Instant now) {
    text.append('\n').append(painted(stage.state())).append('\n');
    wrapped("  ", "  ", stage.seen());
    for (ZoneStep step : stage.steps()) {
      wrapped("  " + pad(when(step, now), 20) + "  ", " ".repeat(24), step.what());
    }
  }

  private static String when(ZoneStep step, Instant now) {
    return step.isDue(now)
        ? "now"
        : step.notBefore().orElse(now).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void keys(ZoneReport report) {
    if (report.keys().isEmpty()) {
      return;
    }
    heading("Keys");
    text.append("    tag  alg  flags  signs\n");
    for (PublishedKey key : report.keys()) {
      String signs = String.join(" ", key.signs().stream().sorted().toList());
      wrapped(
          "  %5d  %3d  %5d  ".formatted(key.keyTag(), key.algorithm(), key.flags()),
          " ".repeat(21),
          signs.isEmpty() ? "nothing" : signs);
    }
  }

  private void delegation(ShownZone shown) {
    DelegationPlan plan = shown.report().delegation();
    if (!plan.ready().isEmpty()) {
      heading("Publish this");
      boolean first = true;
      for (Ready ready : plan.ready()) {
        if (!first) {
          text.append('\n');
        }
        first = false;
        for (String line : shown.form().lines(ShownText.line(shown.report().apex()), ready)) {
          text.append("  ").append(line).append('\n');
        }
      }
    }
    if (!plan.withheld().isEmpty()) {
      heading("No DS for these keys");
      for (PublishedKey key : plan.withheld()) {
        wrapped("  %5d  ".formatted(key.keyTag()), " ".repeat(9), key.whyNot().orElse(""));
      }
    }
    if (!plan.keep().isEmpty() || !plan.add().isEmpty() || !plan.remove().isEmpty()) {
      heading("DS at the parent");
      plan.keep().forEach(line -> ds("  keep    ", line, ""));
      plan.add().forEach(line -> ds(style.good("  add     "), line, ""));
      plan.remove()
          .forEach(
              line -> ds(style.fair("  remove  "), line, ", unless it stands by for a rollover"));
    }
  }

  private void ds(String label, DsLine line, String remark) {
    text.append(label)
        .append(line.keyTag())
        .append(' ')
        .append(line.algorithm())
        .append(' ')
        .append(line.digestType())
        .append(' ')
        .append(ShownText.line(line.digest().substring(0, Math.min(12, line.digest().length()))))
        .append("...")
        .append(remark)
        .append('\n');
  }

  private void calendar(ZoneReport report) {
    if (report.calendar().isEmpty()) {
      return;
    }
    heading("Signatures, by their end");
    List<String> ending = report.endingSets();
    for (SignatureEnd end : report.calendar()) {
      String row =
          "  %-10s  by %5d  until %s  %s"
              .formatted(
                  end.type(),
                  end.keyTag(),
                  end.ends().truncatedTo(ChronoUnit.SECONDS),
                  rest(end.restAt(report.at())));
      text.append(ending.contains(end.type()) ? style.bad(row) + "  ENDING" : row).append('\n');
    }
  }

  private static String rest(Duration rest) {
    return rest.isNegative() ? "ended" : "in " + length(rest);
  }

  private void notes(List<ZoneNote> notes) {
    if (notes.isEmpty()) {
      return;
    }
    heading("Notes");
    for (ZoneNote note : notes) {
      String weight = pad(note.weight().name(), 7);
      String painted =
          switch (note.weight()) {
            case ERROR -> style.bad(weight);
            case WARNING -> style.fair(weight);
            case NOTE -> style.faint(weight);
          };
      wrapped("  " + painted + "  " + pad(note.subject(), 10) + "  ", " ".repeat(23), note.text());
    }
  }

  private void hosts(List<HostTlsa> hosts) {
    for (HostTlsa host : hosts) {
      heading("TLSA of " + host.endpoint());
      if (!host.line().isEmpty()) {
        text.append("  ").append(host.line()).append('\n');
      }
      wrapped("  ", "  ", host.remark() + (host.published() ? "; the zone has it already" : ""));
      if (!host.line().isEmpty()) {
        wrapped(
            "  ",
            "  ",
            "Only the key in use is known here: before the server changes to its next key, publish"
                + " a second record with that one's digest, and wait for the TTL.");
      }
    }
  }

  /** A length of time in its two largest units: {@code 13 d 4 h}, {@code 59 min}. */
  static String length(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min" + rest(seconds % 60, " s");
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h" + rest(seconds % 3_600 / 60, " min");
    }
    return seconds / 86_400 + " d" + rest(seconds % 86_400 / 3_600, " h");
  }

  private static String rest(long amount, String unit) {
    return amount == 0 ? "" : " " + amount + unit;
  }

  private static String pad(String word, int width) {
    return word + " ".repeat(Math.max(0, width - word.length()));
  }

  /** Appends words from outside, made safe, in lines of at most {@value #WIDTH} columns. */
  private void wrapped(String first, String others, String words) {
    text.append(first);
    int column = others.length(); // what is painted is longer than it looks
    boolean atStart = true;
    for (String word : ShownText.line(words).split(" ", -1)) {
      if (!atStart && column + 1 + word.length() > WIDTH) {
        text.append('\n').append(others);
        column = others.length();
        atStart = true;
      }
      if (!atStart) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
      atStart = false;
    }
    text.append('\n');
  }
}
