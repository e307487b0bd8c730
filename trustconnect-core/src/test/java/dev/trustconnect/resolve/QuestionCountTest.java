package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.SignedWorld;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class QuestionCountTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).build();

  /** The chain down to {@code example.test}, asked once. */
  private static final List<Question> CHAIN =
      List.of(
          question(".", Type.DNSKEY),
          question("test", Type.DS),
          question("test", Type.DNSKEY),
          question("example.test", Type.DS),
          question("example.test", Type.DNSKEY));

  private static List<Question> cut(String name) {
    return List.of(question(name, Type.DS), question(name, Type.DNSKEY));
  }

  private static List<Question> all(List<List<Question>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  @Test
  void coldNameCostsOneRoundTrip() {
    upstream.hold();
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.host.example.test"));

    assertThat(upstream.asked())
        .containsExactlyInAnyOrderElementsOf(
            all(
                List.of(
                    List.of(a("www.host.example.test")),
                    CHAIN,
                    cut("host.example.test"),
                    cut("www.host.example.test"))));
    upstream.answerPending();

    assertThat(lookup).isCompleted();
    assertThat(lookup.join().roundTrips()).isEqualTo(1);
    assertThat(lookup.join().questions()).isEqualTo(upstream.asked().size()).isEqualTo(10);
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void aliasIntoAnotherZoneCostsTwo() {
    upstream.hold();
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("away.example.test"));
    upstream.answerPending();
    assertThat(lookup).isNotDone();
    upstream.answerPending();

    assertThat(lookup).isCompleted();
    assertThat(lookup.join().roundTrips()).isEqualTo(2);
    assertThat(lookup.join().questions()).isEqualTo(upstream.asked().size());
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.underWay()).isEmpty();
  }

  @Test
  void bothKindsOfAddressesShareOneRoundAndOneChain() throws Exception {
    upstream.hold();
    CompletableFuture<Resolution> resolution =
        resolver.resolveAsync(new HostName("www.example.test"));

    assertThat(upstream.asked())
        .containsExactlyInAnyOrderElementsOf(
            all(
                List.of(
                    List.of(a("www.example.test"), question("www.example.test", Type.AAAA)),
                    CHAIN,
                    cut("www.example.test"))));
    upstream.answerPending();

    assertThat(resolution).isCompleted();
    assertThat(resolution.get().roundTrips()).isEqualTo(1);
    assertThat(resolution.get().questions()).isEqualTo(upstream.asked().size());
  }

  @Test
  void fiftyConcurrentColdNamesOfOneZoneCostOneZonesQuestions() {
    upstream.hold();
    List<CompletableFuture<Lookup>> lookups =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> resolver.lookupAsync(a("w" + i + ".host.example.test")))
            .toList();
    while (upstream.answerPending() > 0) {
      assertThat(upstream.asked()).doesNotHaveDuplicates();
    }

    assertThat(lookups).allSatisfy(lookup -> assertThat(lookup).isCompleted());
    assertThat(lookups)
        .allSatisfy(
            lookup ->
                assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class));
    assertThat(upstream.asked())
        .as("50 addresses, one chain, the first name's guesses")
        .hasSize(50 + CHAIN.size() + 2 + 2);
    assertThat(lookups.stream().mapToInt(lookup -> lookup.join().questions()).sum())
        .isEqualTo(upstream.asked().size());
  }

  @Test
  void fiftyColdNamesOnManyThreadsAskNoChainQuestionTwice() {
    try (TrustedResolver threaded =
        TrustedResolver.builder()
            .upstreams(upstream)
            .anchors(WORLD.anchors())
            .clock(InstantSource.fixed(SignedWorld.NOW))
            .build()) {
      List<CompletableFuture<Lookup>> lookups =
          IntStream.rangeClosed(1, 50)
              .mapToObj(i -> threaded.lookupAsync(a("w" + i + ".example.test")))
              .toList();
      int counted = lookups.stream().mapToInt(lookup -> lookup.join().questions()).sum();

      List<Question> asked = upstream.asked();
      assertThat(counted).isEqualTo(asked.size());
      assertThat(asked)
          .as("answers come at once, zones are learned meanwhile")
          .doesNotHaveDuplicates();
      assertThat(asked).hasSizeLessThanOrEqualTo(50 + CHAIN.size() + 2);
    }
  }

  @Test
  void siblingOfAProvenZoneCostsItsAddressesOnly() throws Exception {
    assertThat(resolver.resolve("www.example.test").questions()).isEqualTo(9);
    upstream.forget();

    Resolution sibling = resolver.resolve("w1.example.test");

    assertThat(sibling.questions()).isEqualTo(2);
    assertThat(sibling.roundTrips()).isEqualTo(1);
    assertThat(upstream.asked())
        .containsExactlyInAnyOrder(a("w1.example.test"), question("w1.example.test", Type.AAAA));
  }

  @Test
  void siblingBelowAnEmptyNameCostsOneRoundTrip() {
    resolver.lookup(a("w1.host.example.test"));
    upstream.forget();

    Lookup sibling = resolver.lookup(a("w2.host.example.test"));

    assertThat(sibling.roundTrips()).isEqualTo(1);
    assertThat(upstream.asked())
        .contains(a("w2.host.example.test"))
        .doesNotContainAnyElementsOf(CHAIN);
  }

  @Test
  void equalQuestionsInFlightAreOneLookup() {
    upstream.hold();
    List<CompletableFuture<Lookup>> lookups = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lookups.add(resolver.lookupAsync(a(i % 2 == 0 ? "www.example.test" : "WWW.Example.test")));
    }
    upstream.answerPending();

    assertThat(upstream.asked()).hasSize(8).doesNotHaveDuplicates();
    assertThat(lookups).allSatisfy(lookup -> assertThat(lookup).isCompleted());
    assertThat(lookups.get(0).join().questions()).isEqualTo(8);
    assertThat(lookups.get(4).join().questions()).isZero();
    assertThat(new HashSet<>(lookups)).as("each caller has a future of its own").hasSize(5);
  }
}
