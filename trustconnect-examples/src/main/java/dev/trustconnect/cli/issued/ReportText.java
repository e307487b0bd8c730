package dev.trustconnect.cli.issued;

import dev.trustconnect.cli.issued.Verdict.State;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Draws the certificates that {@code issued} found, the worst first. */
final class ReportText {
  private static final int SHOWN_NAMES = 4;
  private static final int MAX_TEXT = 120;
  private static final String INDENT = " ".repeat(State.NOT_JUDGED.toString().length() + 2);

  private final Style style;

  ReportText(Style style) {
    this.style = style;
  }

  /** The whole text; ends with a line break. */
  String render(Report report) {
    StringBuilder text = new StringBuilder();
    for (State state : List.of(State.OUTSIDE, State.NOT_JUDGED, State.FITS)) {
      report.of(state).forEach(verdict -> text.append(block(verdict)));
    }
    List<Verdict> others = report.of(State.NO_POLICY);
    if (!others.isEmpty()) {
      text.append("\nFor names without a policy:\n");
      others.forEach(verdict -> text.append(block(verdict)));
    }
    return text.append(text.isEmpty() ? "" : "\n").append(totals(report)).toString();
  }

  private String block(Verdict verdict) {
    Issued certificate = verdict.certificate();
    StringBuilder text = new StringBuilder();
    text.append(shown(verdict.state()))
        .append(day(certificate.notBefore()))
        .append(" to ")
        .append(day(certificate.notAfter()))
        .append("  ")
        .append(style.strong(names(certificate.names())));
    if (Boolean.TRUE.equals(certificate.revoked())) {
      text.append("  (revoked)");
    }
    text.append('\n');
    if (!verdict.why().isEmpty()) {
      text.append(INDENT).append(verdict.why()).append('\n');
    }
    text.append(INDENT).append("issuer ").append(cut(certificate.issuer()));
    text.append(pin("  ", certificate.issuerKey())).append('\n');
    text.append(INDENT).append("id ").append(certificate.id());
    return text.append(pin("  key ", certificate.key())).append('\n').toString();
  }

  private String shown(State state) {
    String padded = (state + INDENT).substring(0, INDENT.length());
    return switch (state) {
      case OUTSIDE -> style.bad(padded);
      case NOT_JUDGED -> style.unknown(padded);
      case FITS -> style.good(padded);
      case NO_POLICY -> style.faint(padded);
    };
  }

  private static String pin(String before, @Nullable String digest) {
    return digest == null ? "" : before + "sha256/" + digest;
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static String names(List<String> names) {
    String first =
        names.stream()
            .distinct()
            .limit(SHOWN_NAMES)
            .map(ReportText::cut)
            .collect(Collectors.joining(", "));
    long more = names.stream().distinct().count() - SHOWN_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String cut(String text) {
    String line = ShownText.line(text);
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
  }

  private String totals(Report report) {
    int outside = report.of(State.OUTSIDE).size();
    StringBuilder text = new StringBuilder(style.strong(report.domain()));
    text.append("  ")
        .append(count(report.verdicts().size(), "certificate"))
        .append(" from ")
        .append(report.source())
        .append(": ")
        .append(outside == 0 ? "0 outside" : style.bad(outside + " outside"))
        .append(", ")
        .append(report.of(State.NOT_JUDGED).size())
        .append(" not judged, ")
        .append(report.of(State.FITS).size())
        .append(" fit, ")
        .append(report.of(State.NO_POLICY).size())
        .append(" without a policy\n");
    if (report.expired() > 0) {
      text.append("ignored ")
          .append(count(report.expired(), "certificate"))
          .append(" that expired; --expired shows them\n");
    }
    if (report.missing() != null) {
      text.append(style.bad("INCOMPLETE")).append("  ").append(report.missing()).append('\n');
    }
    if (report.last() != null) {
      text.append("go on with --since ").append(report.last()).append('\n');
    }
    return text.toString();
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
