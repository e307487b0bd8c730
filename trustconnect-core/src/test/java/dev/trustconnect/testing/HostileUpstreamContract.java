package dev.trustconnect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.upstream.DnsExchange;
import dev.trustconnect.upstream.DohTransportFactory;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/**
 * Every {@link Hostility} to every {@link HostileTarget}, over real HTTP/2 and TLS.
 *
 * <p>What each comes to is in a table, {@code hostile-outcomes.txt}, and printed. What no table may
 * say is held beside it: forged data is never SECURE, and a signed name never yields any.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class HostileUpstreamContract {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration SHARED = Duration.ofSeconds(6);
  private static final Duration TURNING = Duration.ofSeconds(3);
  private static final SignedWorld WORLD = HostileTarget.world();
  private static final Map<String, String> EXPECTED = expected();

  private static HostileDoh honest;

  /** The transport under attack. */
  protected abstract DohTransportFactory transport();

  static List<Hostility> hostilities() {
    return Hostility.all();
  }

  @BeforeAll
  static void startHonestServer() {
    System.out.println(heading());
    honest = HostileDoh.start(WORLD, Hostility.says("nothing but the truth", Harm.none()));
  }

  @AfterAll
  static void stopHonestServer() {
    honest.close();
  }

  @ParameterizedTest
  @MethodSource("hostilities")
  void noHarmPassesForProof(Hostility hostility) {
    Map<HostileTarget, ValidatedAnswer> answers;
    try (HostileDoh hostile = HostileDoh.start(WORLD, hostility)) {
      answers = ask(hostility, hostile, hostility.isSlow() ? SHORT : PLENTY, hostile);
    }

    answers.forEach(HostileUpstreamContract::assertNoHarm);
    String row = row(hostility, answers);
    System.out.println(row);
    assertThat(row).isEqualTo(EXPECTED.get(hostility.name()));
  }

  @ParameterizedTest
  @MethodSource("hostilities")
  void honestUpstreamBesideItGivesTheAnswer(Hostility hostility) {
    Map<HostileTarget, ValidatedAnswer> answers;
    try (HostileDoh hostile = HostileDoh.start(WORLD, hostility)) {
      answers = ask(hostility, hostile, hostility.isSlow() ? SHARED : PLENTY, hostile, honest);
    }

    answers.forEach(
        (target, answer) -> {
          if (target.isSigned()) {
            assertThat(isForged(target.question(), answer)).as("%s: %s", target, answer).isFalse();
            assertThat(answer.verdict()).as(target.toString()).isInstanceOf(Verdict.Secure.class);
          } else {
            assertThat(answer.verdict()).as(target.toString()).isInstanceOf(Verdict.Insecure.class);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("hostilities")
  void nothingOfItStays(Hostility hostility) {
    if (hostility.isSlow() || hostility.identity() != Hostility.Identity.RIGHT) {
      return; // nothing was heard that could stay
    }
    try (HostileDoh hostile = HostileDoh.start(WORLD, hostility);
        TrustedResolver resolver = resolver(PLENTY, open(hostile))) {
      for (HostileTarget target : HostileTarget.values()) {
        hostile.liesAbout(target);
        resolver.lookupNow(target.question());
      }
      hostile.repents();

      for (String name : List.of("mail.signed.test", "mail.other.org", "no.signed.test")) {
        Question question = Harm.question(name, Type.A);
        ValidatedAnswer later = resolver.lookupNow(question).answer();
        assertThat(later.verdict()).as(name).isInstanceOf(Verdict.Secure.class);
        assertThat(isForged(question, later)).as(name).isFalse();
      }
    }
  }

  /** It was honest, and zones and denials around the targets are known; then it isn't any more. */
  @ParameterizedTest
  @MethodSource("hostilities")
  void zonesThatAreKnownDontHelpIt(Hostility hostility) {
    List<Question> siblings =
        Stream.of(HostileTarget.values()).map(HostileTarget::sibling).distinct().toList();

    turned(hostility, siblings, Duration.ZERO).forEach(HostileUpstreamContract::assertNoHarm);
  }

  /** What it said in its honest time has ended: that, marked as stale, is all there may be. */
  @ParameterizedTest
  @MethodSource("hostilities")
  void answersThatHaveEndedDontHelpIt(Hostility hostility) {
    List<Question> targets =
        Stream.of(HostileTarget.values()).map(HostileTarget::question).toList();

    Map<HostileTarget, ValidatedAnswer> answers = turned(hostility, targets, Duration.ofHours(1));

    answers.forEach(
        (target, answer) -> {
          assertNoHarm(target, answer);
          if (hostility.isMute()) { // what can't be had is no reason to have nothing
            assertThat(said(answer))
                .as(target.toString())
                .isEqualTo(said(truth(target.question())));
            assertThat(answer.verdict().staleness()).as(target.toString()).isPresent();
          }
        });
  }

  /**
   * What the targets get of a server that turns hostile after it was asked {@code before}, and
   * after some time.
   */
  private Map<HostileTarget, ValidatedAnswer> turned(
      Hostility hostility, List<Question> before, Duration later) {
    if (hostility.identity() != Hostility.Identity.RIGHT) {
      return Map.of(); // it never was honest
    }
    AtomicReference<Instant> now = new AtomicReference<>(WORLD.now());
    try (HostileDoh hostile = HostileDoh.start(WORLD, hostility);
        TrustedResolver resolver =
            TrustedResolver.builder()
                .upstreams(open(hostile))
                .anchors(WORLD.anchors())
                .clock(now::get)
                .timeout(hostility.isSlow() ? TURNING : PLENTY)
                .build()) {
      hostile.repents();
      for (Question question : before) {
        assertThat(resolver.lookupNow(question).answer().verdict())
            .isInstanceOfAny(Verdict.Secure.class, Verdict.Insecure.class);
      }
      now.set(now.get().plus(later));
      hostile.relapses();
      return ask(hostility, hostile, target -> resolver.lookup(target.question()));
    }
  }

  private static void assertNoHarm(HostileTarget target, ValidatedAnswer answer) {
    Verdict verdict = answer.verdict();
    if (isForged(target.question(), answer)) {
      assertThat(target.isSigned()).as("%s is given %s", target, answer).isFalse();
      assertThat(verdict).as(target.toString()).isNotInstanceOf(Verdict.Secure.class);
    }
    if (target.isSigned()) {
      assertThat(verdict).as(target.toString()).isNotInstanceOf(Verdict.Insecure.class);
    }
  }

  @Test
  void tableNamesWhatThereIs() {
    assertThat(EXPECTED.keySet())
        .containsExactlyInAnyOrderElementsOf(hostilities().stream().map(Hostility::name).toList());
  }

  /** Asks for every target, each with a resolver that knows nothing yet. */
  private Map<HostileTarget, ValidatedAnswer> ask(
      Hostility hostility, HostileDoh liar, Duration timeout, HostileDoh... servers) {
    List<DnsExchange> exchanges = List.of(servers).stream().map(this::open).toList();
    DnsExchange[] lent = exchanges.stream().map(LentExchange::new).toArray(DnsExchange[]::new);
    try {
      return ask(
          hostility,
          liar,
          target -> {
            TrustedResolver resolver = resolver(timeout, lent);
            CompletableFuture<Lookup> lookup = resolver.lookup(target.question());
            var unused = lookup.whenComplete((found, failure) -> resolver.close());
            return lookup;
          });
    } finally {
      exchanges.forEach(DnsExchange::close);
    }
  }

  private static Map<HostileTarget, ValidatedAnswer> ask(
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

  private DnsExchange open(HostileDoh server) {
    return DohUpstream.builder(server.url())
        .ca(server.ca().certificate())
        .transport(transport())
        .build()
        .open();
  }

  private static TrustedResolver resolver(Duration timeout, DnsExchange... exchanges) {
    return TrustedResolver.builder()
        .upstreams(exchanges)
        .anchors(WORLD.anchors())
        .clock(WORLD::now)
        .timeout(timeout)
        .build();
  }

  private static ValidatedAnswer truth(Question question) {
    return Ask.of(WORLD).resolve(question).answer();
  }

  /** Data of every hop and what kind each is; TTLs don't matter. */
  private static Set<Object> said(ValidatedAnswer answer) {
    Set<Object> said = new HashSet<>();
    answer.hops().forEach(hop -> said.add(hop.kind() + " " + hop.owner()));
    answer.records().forEach(set -> said.addAll(set.rrs()));
    return said;
  }

  /** Whether the caller is given something else than the truth. */
  private static boolean isForged(Question question, ValidatedAnswer answer) {
    boolean delivered =
        answer.verdict() instanceof Verdict.Secure || answer.verdict() instanceof Verdict.Insecure;
    return delivered && !said(answer).equals(said(truth(question)));
  }

  private static String row(Hostility hostility, Map<HostileTarget, ValidatedAnswer> answers) {
    return answers.entrySet().stream()
        .map(
            e ->
                e.getValue().verdict().reason().code()
                    + (isForged(e.getKey().question(), e.getValue()) ? " !" : ""))
        .map("%-35s"::formatted)
        .collect(Collectors.joining("", "%-40s".formatted(hostility.name()), ""))
        .stripTrailing();
  }

  private static String heading() {
    return List.of(HostileTarget.values()).stream()
        .map("%-35s"::formatted)
        .collect(Collectors.joining("", "%-40s".formatted("what it does, asked for"), ""))
        .stripTrailing();
  }

  /** By name, in the order of the file. */
  private static Map<String, String> expected() {
    try (InputStream in =
        HostileUpstreamContract.class.getResourceAsStream("hostile-outcomes.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toMap(line -> line.substring(0, 40).strip(), line -> line));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
