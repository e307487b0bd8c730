package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.lock.Change;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The report of {@code --once}: a line for each endpoint, and the exit status. */
final class OnceReport {
  static final int WRONG = 1;
  static final int NOT_JUDGED = 3;

  private final WatchSnapshot found;
  private final Set<Endpoint> failed;

  /**
   * Of what was found.
   *
   * @param failed endpoints at which a look ended with an unexpected exception
   */
  OnceReport(WatchSnapshot found, Set<Endpoint> failed) {
    this.found = found;
    this.failed = failed;
  }

  /** 1 if something is wrong; 3 if not all could be judged; 0 otherwise. */
  int status() {
    if (found.endpoints().stream().anyMatch(OnceReport::isWrong)) {
      return WRONG;
    }
    return found.blind().isPresent() || found.endpoints().stream().anyMatch(one -> !isJudged(one))
        ? NOT_JUDGED
        : 0;
  }

  private static boolean isWrong(WatchedEndpoint one) {
    return one.refusal().isPresent()
        || one.drift().getOrDefault(Change.Weight.ALERT, 0) > 0
        || one.remarks().getOrDefault(Severity.CRITICAL, 0) > 0
        || one.remarks().getOrDefault(Severity.HIGH, 0) > 0;
  }

  private static boolean isJudged(WatchedEndpoint one) {
    return one.isUp() && one.verdict().isPresent();
  }

  /** A line for each endpoint. */
  List<String> lines(Style style) {
    List<String> lines = new ArrayList<>();
    for (WatchedEndpoint one : found.endpoints()) {
      String text = one.endpoint() + " " + one.verdict().orElse("-") + " " + remarks(one);
      if (isWrong(one)) {
        lines.add(style.bad("wrong ") + text);
      } else if (isJudged(one)) {
        lines.add(style.good("good  ") + text);
      } else {
        String why = failed.contains(one.endpoint()) ? "internal error" : "it didn't answer";
        lines.add(style.unknown("unseen") + " " + one.endpoint() + " " + why);
      }
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static String remarks(WatchedEndpoint one) {
    List<String> all = new ArrayList<>();
    one.refusal().ifPresent(code -> all.add("refused [" + code + "]"));
    counted(one.drift(), " against the lock", all);
    counted(one.remarks(), "", all);
    return String.join(", ", all);
  }

  private static void counted(
      Map<? extends Enum<?>, Integer> counts, String what, List<String> to) {
    counts.forEach(
        (level, count) -> to.add(count + " " + level.name().toLowerCase(Locale.ROOT) + what));
  }

  /** One sentence about all. */
  String summary() {
    long wrong = found.endpoints().stream().filter(OnceReport::isWrong).count();
    long unseen = found.endpoints().stream().filter(one -> !isWrong(one) && !isJudged(one)).count();
    return found.endpoints().size()
        + (found.endpoints().size() == 1 ? " endpoint: " : " endpoints: ")
        + wrong
        + " wrong, "
        + unseen
        + " not judged"
        + found.blind().map(why -> "; the watch can't see: " + why).orElse("");
  }
}
