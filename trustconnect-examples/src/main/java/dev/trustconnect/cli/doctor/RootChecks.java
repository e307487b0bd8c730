package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.doctor.RootAnswers.Window;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.dnssec.ZoneLink;
import dev.trustconnect.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The checks of what the signatures rest on: this machine's clock, and the root's anchors. */
final class RootChecks {
  static final String CLOCK = "doctor.clock";
  static final String ANCHORS = "doctor.anchors";

  private static final Duration TOLERATED = Duration.ofSeconds(60);
  private static final int ENTRY_POINT = 0x0101; // RFC 4034 §2.1.1: a zone key with SEP
  private static final int REVOKED = 0x0080; // RFC 5011 §7
  private static final String SET_CLOCK = "set this machine's clock, best by NTP";

  private final UpstreamChecks upstreams;
  private final RootLook root;
  private final InstantSource clock;

  RootChecks(UpstreamChecks upstreams, RootLook root, InstantSource clock) {
    this.upstreams = upstreams;
    this.root = root;
    this.clock = clock;
  }

  /** Runs after the upstreams, if one works. */
  Row clock() {
    RootLook.Found found = root.look();
    Instant now = clock.instant();
    Window window = found.window().orElse(null);
    if (!found.isSecureNow() && found.proven().isPresent() && window != null) {
      return Row.failed(CLOCK, outside(now, window), SET_CLOCK);
    }
    String signed =
        found.isSecureNow() && window != null
            ? "inside the root's signatures, " + days(window)
            : "no signature of the root to compare with";
    List<Dated> dated =
        upstreams.facts().stream().map(UpstreamFacts::dated).filter(Objects::nonNull).toList();
    Optional<Dated> nearest = dated.stream().min(Comparator.comparing(one -> one.ahead().abs()));
    if (nearest.isEmpty()) {
      return Row.info(CLOCK, signed + "; no server sent a Date");
    }
    String servers = dated.size() == 1 ? "1 server" : dated.size() + " servers";
    Duration ahead = nearest.get().ahead();
    boolean differs = ahead.abs().minus(nearest.get().uncertainty()).compareTo(TOLERATED) > 0;
    return differs
        ? Row.warning(
            CLOCK,
            inWords(ahead.abs())
                + (ahead.isNegative() ? " behind " : " ahead of ")
                + servers
                + "; "
                + signed,
            SET_CLOCK)
        : Row.ok(CLOCK, "within 60 s of " + servers + ", " + signed);
  }

  private static String outside(Instant now, Window window) {
    return now.isBefore(window.from())
        ? "at least "
            + inWords(Duration.between(now, window.from()))
            + " behind: the root's signatures begin "
            + window.from()
        : "at least "
            + inWords(Duration.between(window.to(), now))
            + " ahead: the root's signatures ended "
            + window.to();
  }

  private static String days(Window window) {
    return window.from().toString().substring(0, 10)
        + " to "
        + window.to().toString().substring(0, 10);
  }

  private static String inWords(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toMinutes() > 0
            ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
            : duration.toSeconds() + " s";
  }

  /** Runs after the upstreams, if one works. */
  Row anchors() {
    RootLook.Found found = root.look();
    Optional<ValidatedAnswer> proven = found.proven();
    if (proven.isEmpty()) {
      return unproven(found);
    }
    ZoneLink link = proven.get().chain().get(0);
    Set<Integer> known =
        link.ds().stream()
            .map(ZoneLink.Ds::keyTag)
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    String used =
        link.ds().stream()
            .filter(ZoneLink.Ds::used)
            .map(one -> Integer.toString(one.keyTag()))
            .distinct()
            .collect(Collectors.joining(", "));
    String text = "the root's keys are verified by " + used + " of " + listed(known);
    Set<Integer> unknown =
        link.keys().stream()
            .filter(key -> (key.flags() & ENTRY_POINT) == ENTRY_POINT)
            .filter(key -> (key.flags() & REVOKED) == 0)
            .map(ZoneLink.Key::keyTag)
            .filter(tag -> !known.contains(tag))
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    return unknown.isEmpty()
        ? Row.ok(ANCHORS, text)
        : Row.warning(
            ANCHORS,
            text + "; the root also has key " + listed(unknown) + ", which isn't an anchor here",
            "update TrustConnect or --anchors before the root stops using the older key");
  }

  private static String listed(Set<Integer> tags) {
    return tags.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }

  private static Row unproven(RootLook.Found found) {
    ValidatedAnswer last = found.then() == null ? found.now() : found.then();
    Verdict verdict = last.verdict();
    String why = SafeText.line(verdict.detail(), 200) + " [" + verdict.reason().code() + "]";
    return verdict instanceof Verdict.Bogus
        ? Row.failed(
            ANCHORS,
            "no anchor fits the root's keys: " + why,
            "update TrustConnect, or correct --anchors; if both are current, the answers are"
                + " forged: leave this network")
        : Row.notEvaluated(ANCHORS, why, "");
  }
}
