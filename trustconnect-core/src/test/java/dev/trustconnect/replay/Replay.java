package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base16;

/**
 * Plays one file before a validator: each question of the client, and what the client expects to
 * see.
 */
final class Replay {
  private final RplFile file;
  private final ReplayValidator validator;
  private final ReplayValidator.Setup setup;
  private final HonestRecursive recursive;
  private final Deque<AnsweredStep> open = new ArrayDeque<>();
  private final List<String> differences = new ArrayList<>();
  private int checks;

  private Replay(RplFile file, ReplayValidator validator) {
    this.file = file;
    this.validator = validator;
    RplFile.Config config = file.config();
    setup =
        new ReplayValidator.Setup(config.anchors(), config.at(), config.maxNsec3Iterations(), true);
    recursive = new HonestRecursive(file);
  }

  /** A question of the client, and what the validator said to it. */
  private record AnsweredStep(int step, RplFile.Entry query, ReplayVerdict verdict) {
    Question question() {
      return query.question().orElseThrow();
    }
  }

  /**
   * What came of a replay.
   *
   * @param checks how many answers were compared
   * @param differences one line for each that isn't as the file has it
   */
  record Outcome(int checks, List<String> differences) {
    boolean isAsExpected() {
      return differences.isEmpty();
    }

    @Override
    public String toString() {
      return String.join("\n  ", differences);
    }
  }

  /**
   * Plays {@code file} before {@code validator}.
   *
   * @param leftOut the numbers of the QUERY steps that are no question for a stub validator
   */
  static Outcome play(RplFile file, ReplayValidator validator, Set<Integer> leftOut) {
    return new Replay(file, validator).run(leftOut);
  }

  private Outcome run(Set<Integer> leftOut) {
    boolean skipping = false;
    for (RplFile.Step step : file.steps()) {
      recursive.step(step.number());
      switch (step.kind()) {
        case "QUERY" -> {
          skipping = leftOut.contains(step.number());
          if (skipping) {
            recursive.ask(question(step)); // what it keeps of this serves later steps
          } else {
            ask(step);
          }
        }
        case "CHECK_ANSWER" -> {
          if (!skipping) {
            check(step);
          }
        }
        case "TIME_PASSES" -> {
          recursive.pass(step.elapse());
          validator.pass(step.elapse());
        }
        default -> {} // looks at, or meddles with, what the resolver itself asks upstream
      }
    }
    return new Outcome(checks, List.copyOf(differences));
  }

  private void ask(RplFile.Step step) {
    ReplayVerdict verdict = validator.validate(question(step), recursive, setup);
    open.add(new AnsweredStep(step.number(), step.entry().orElseThrow(), verdict));
  }

  private Question question(RplFile.Step step) {
    return step.entry().flatMap(RplFile.Entry::question).orElseThrow(() -> incomplete(step));
  }

  private IllegalArgumentException incomplete(RplFile.Step step) {
    return new IllegalArgumentException(
        file.name() + ":" + step.line() + ": " + step.kind() + " lacks its entry or question");
  }

  private void check(RplFile.Step step) {
    RplFile.Entry wanted = step.entry().orElseThrow(() -> incomplete(step));
    AnsweredStep asked =
        open.stream()
            .filter(any -> any.query().question().equals(wanted.question()))
            .findFirst()
            .orElse(open.peek());
    if (asked == null) {
      differences.add("step " + step.number() + " checks an answer that nobody asked for");
      return;
    }
    open.remove(asked);
    checks++;
    List<String> faults = faults(wanted, asked);
    if (!faults.isEmpty()) {
      differences.add(
          "step %d, line %d, %s: %s; judged %s"
              .formatted(
                  asked.step(),
                  wanted.line(),
                  asked.question(),
                  String.join("; ", faults),
                  asked.verdict()));
    }
  }

  private static List<String> faults(RplFile.Entry wanted, AnsweredStep asked) {
    List<String> faults = new ArrayList<>();
    ReplayVerdict verdict = asked.verdict();
    Set<String> match = wanted.match();
    Set<String> flags = asked.query().flags();
    if (isCompared(match, "rcode", "reply") && wanted.rcode() != verdict.clientRcode()) {
      faults.add(
          "wanted %s, got %s".formatted(rcode(wanted.rcode()), rcode(verdict.clientRcode())));
    }
    boolean asksForAd = flags.contains("DO") || flags.contains("AD");
    boolean ad = asksForAd && verdict.state() == ReplayVerdict.State.SECURE;
    if (isCompared(match, "flags", "reply") && wanted.flags().contains("AD") != ad) {
      faults.add(ad ? "AD is set" : "AD is not set");
    }
    if (isCompared(match, "answer", "reply")) {
      boolean signatures = flags.contains("DO");
      Set<String> expected = canonical(wanted.answer(), signatures);
      Set<String> seen = canonical(verdict.handedOn() ? verdict.answer() : List.of(), signatures);
      minus(expected, seen).forEach(missing -> faults.add("lacks " + missing));
      minus(seen, expected).forEach(surplus -> faults.add("also has " + surplus));
    }
    return faults;
  }

  private static boolean isCompared(Set<String> match, String... keys) {
    return match.contains("all") || List.of(keys).stream().anyMatch(match::contains);
  }

  private static String rcode(int rcode) {
    return rcode < 0 ? "no answer" : Rcode.string(rcode);
  }

  private static Set<String> minus(Set<String> set, Set<String> other) {
    Set<String> rest = new TreeSet<>(set);
    rest.removeAll(other);
    return rest;
  }

  /** One line for each record; order, case of names and TTLs don't count. */
  private static Set<String> canonical(List<Record> records, boolean signatures) {
    Set<String> lines = new TreeSet<>();
    for (Record record : records) {
      if (signatures || record.getType() != Type.RRSIG) {
        String type = Type.string(record.getType());
        String of =
            record.getType() == Type.RRSIG ? " of " + Type.string(record.getRRsetType()) : "";
        String data = base16.toString(record.rdataToWireCanonical());
        lines.add(
            record.getName().toString().toLowerCase(Locale.ROOT) + " " + type + of + " " + data);
      }
    }
    return lines;
  }
}
