package dev.trustconnect.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.HostileDoh;
import dev.trustconnect.testing.HostileTarget;
import dev.trustconnect.testing.Hostility;
import dev.trustconnect.testing.LentExchange;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  private static final SignedWorld WORLD = HostileTarget.world();
  private static final Map<String, String> EXPECTED = expected();

  private static final String CUT = "%-35s".formatted("upstream.unreachable");
  private static final String LATE = "%-35s".formatted("resolve.deadline-exceeded");

  private static HostileDoh honest;

  /** Whether this transport's client may lose a question to it, which then ends with its time. */
  protected boolean losesQuestionsTo(Hostility hostility) {
    return false;
  }

  /** The transport under attack. */
  protected abstract DohTransportFactory transport();

  static List<Hostility> hostilities() {
    return Hostility.all();
  }

  @BeforeAll
  static void startHonestServer() {
    System.out.println(heading());
    honest = HostileDoh.start(WORLD, Hostility.none());
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

    answers.forEach(HostileTargetAnswers::assertNoHarm);
    String row = row(hostility, answers);
    System.out.println(row);
    assertThat(
            losesQuestionsTo(hostility)
                ? (row + " ".repeat(35)).replace(LATE, CUT).stripTrailing()
                : row)
        .isEqualTo(EXPECTED.get(hostility.name()));
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
            assertThat(HostileTargetAnswers.isForged(target.question(), answer))
                .as("%s: %s", target, answer)
                .isFalse();
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
        resolver.lookup(target.question());
      }
      hostile.repents();

      for (String name : List.of("mail.signed.test", "mail.other.org", "no.signed.test")) {
        Question question = Harm.question(name, Type.A);
        ValidatedAnswer later = resolver.lookup(question).answer();
        assertThat(later.verdict()).as(name).isInstanceOf(Verdict.Secure.class);
        assertThat(HostileTargetAnswers.isForged(question, later)).as(name).isFalse();
      }
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
      return HostileTargetAnswers.ask(
          hostility,
          liar,
          target -> {
            TrustedResolver resolver = resolver(timeout, lent);
            CompletableFuture<Lookup> lookup = resolver.lookupAsync(target.question());
            var unused = lookup.whenComplete((found, failure) -> resolver.close());
            return lookup;
          });
    } finally {
      exchanges.forEach(DnsExchange::close);
    }
  }

  private DnsExchange open(HostileDoh server) {
    return DohUpstream.builder(server.url())
        .roots(TrustRoots.of(server.ca().certificate()))
        .transport(transport())
        .build()
        .open();
  }

  private static TrustedResolver resolver(Duration timeout, DnsExchange... exchanges) {
    return TrustedResolver.builder()
        .upstreams(exchanges)
        .anchors(WORLD.anchors())
        .clock(WORLD::now)
        .resolveTimeout(timeout)
        .build();
  }

  private static String row(Hostility hostility, Map<HostileTarget, ValidatedAnswer> answers) {
    return answers.entrySet().stream()
        .map(
            e ->
                e.getValue().verdict().reason().code()
                    + (HostileTargetAnswers.isForged(e.getKey().question(), e.getValue())
                        ? " !"
                        : ""))
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
