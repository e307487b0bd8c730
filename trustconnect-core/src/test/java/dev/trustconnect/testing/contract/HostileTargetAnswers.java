package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.HostileDoh;
import dev.trustconnect.testing.HostileTarget;
import dev.trustconnect.testing.Hostility;
import dev.trustconnect.testing.SignedWorld;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The answers that callers received for {@link HostileTarget}s, compared with the honest ones. */
public final class HostileTargetAnswers {
  private static final SignedWorld WORLD = HostileTarget.world();

  private HostileTargetAnswers() {}

  /** The answer to each target while {@code liar} lies about it. */
  public static Map<HostileTarget, ValidatedAnswer> ask(
      Hostility hostility,
      HostileDoh liar,
      Function<HostileTarget, CompletableFuture<Lookup>> lookup) {
    Map<HostileTarget, CompletableFuture<Lookup>> asked = new EnumMap<>(HostileTarget.class);
    for (HostileTarget target : HostileTarget.values()) {
      liar.liesAbout(target);
      asked.put(target, lookup.apply(target));
      if (!hostility.isSlow()) {
        asked.get(target).join(); // one lie at a time
      }
    }
    Map<HostileTarget, ValidatedAnswer> answers = new EnumMap<>(HostileTarget.class);
    asked.forEach((target, found) -> answers.put(target, found.join().answer()));
    return answers;
  }

  /** The honest answer. */
  public static ValidatedAnswer truth(Question question) {
    return Ask.of(WORLD).resolve(question).answer();
  }

  /** Data of every hop and what kind each is; TTLs don't matter. */
  public static Set<Object> contentOf(ValidatedAnswer answer) {
    Set<Object> content = new HashSet<>();
    answer.hops().forEach(hop -> content.add(hop.kind() + " " + hop.owner()));
    answer.records().forEach(record -> content.add(Dnsjava.record(record)));
    return content;
  }

  /** Whether the caller receives data that differs from the honest answer. */
  public static boolean isForged(Question question, ValidatedAnswer answer) {
    boolean delivered =
        answer.verdict() instanceof Verdict.Secure || answer.verdict() instanceof Verdict.Insecure;
    return delivered && !contentOf(answer).equals(contentOf(truth(question)));
  }

  /** Forged data is never SECURE, and a signed name never yields any. */
  public static void assertNoHarm(HostileTarget target, ValidatedAnswer answer) {
    Verdict verdict = answer.verdict();
    if (isForged(target.question(), answer)) {
      assertThat(target.isSigned()).as("%s is given %s", target, answer).isFalse();
      assertThat(verdict).as(target.toString()).isNotInstanceOf(Verdict.Secure.class);
    }
    if (target.isSigned()) {
      assertThat(verdict).as(target.toString()).isNotInstanceOf(Verdict.Insecure.class);
    }
  }
}
