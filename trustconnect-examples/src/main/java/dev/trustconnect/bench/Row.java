package dev.trustconnect.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param bench the benchmark it belongs to
 * @param what was measured
 * @param ours TrustConnect's figure
 * @param peer what it is compared with; null where the bar is a plain number
 * @param theirs the peer's figure; null without a peer
 * @param figure what the bar applies to: a ratio, or our own figure in the bar's unit
 * @param note what limits it, or how it was measured; may be empty
 */
public record Row(
    String bench,
    String what,
    Figure ours,
    @Nullable String peer,
    @Nullable Figure theirs,
    Figure figure,
    Bar bar,
    String note) {

  /** One of our figures against a number. */
  static Row alone(String bench, String what, Figure ours, Bar bar) {
    return new Row(bench, what, ours, null, null, ours, bar, "");
  }

  /** How many times as long as the peer's ours is: the less, the better. */
  static Row ratio(String bench, String what, Figure ours, String peer, Figure theirs, Bar bar) {
    double ratio = nanosOr(ours) / nanosOr(theirs);
    return new Row(bench, what, ours, peer, theirs, new Figure(ratio, "×"), bar, "");
  }

  /** How many times as fast as the peer ours is: times where less is better. */
  static Row times(String bench, String what, Figure ours, String peer, Figure theirs, Bar bar) {
    double times = nanosOr(theirs) / nanosOr(ours);
    return new Row(bench, what, ours, peer, theirs, new Figure(times, "×"), bar, "");
  }

  /** How many times the peer's ours is, where more is better. */
  static Row rate(String bench, String what, Figure ours, String peer, Figure theirs, Bar bar) {
    double times = ours.value() / theirs.value();
    return new Row(bench, what, ours, peer, theirs, new Figure(times, "×"), bar, "");
  }

  private static double nanosOr(Figure figure) {
    return switch (figure.unit()) {
      case "µs" -> figure.value() * 1e3;
      case "ms" -> figure.value() * 1e6;
      default -> figure.value();
    };
  }

  /** The same with another figure for the bar. */
  Row with(Figure other) {
    return new Row(bench, what, ours, peer, theirs, other, bar, note);
  }

  Row noting(String text) {
    return new Row(bench, what, ours, peer, theirs, figure, bar, text);
  }

  /** Whether the bar is met; empty where none was set. */
  public Optional<Boolean> isMet() {
    return bar.asked().isEmpty() ? Optional.empty() : Optional.of(bar.isMetBy(figure.value()));
  }
}
