package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.SignedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;

/** Several ask at once: of a memory that is too small for them, of a resolver that is closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MemoryInterleavingTest {
  private static final int THREADS = 4;
  private static final int LOOKUPS = 1_000;
  private static final int ROUNDS = 300;
  private static final int HOSTS = 50;
  private static final long TOO_SMALL_BYTES = 48 << 10;

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static String host(int number) {
    return "w" + (1 + number % HOSTS) + ".example.test";
  }

  private static String address(int number) {
    return "192.0.2." + (1 + number % HOSTS);
  }

  /** Answers, zones, signatures and denials are evicted while they are used: each gets its own. */
  @Test
  void eachLookupGetsItsOwnAnswerFromAMemoryThatOverflows() throws Exception {
    TrustedResolver resolver = resolver(time, upstream).cacheBytes(TOO_SMALL_BYTES).build();
    List<Future<?>> asking = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread * 7;
      asking.add(
          threads.submit(
              () -> {
                for (int i = first; i < first + LOOKUPS; i++) {
                  assertOwn(i, resolver.lookup(a(host(i))).answer());
                }
              }));
    }
    for (Future<?> each : asking) {
      each.get();
    }

    // Which answers go is Caffeine's choice; that some go and are asked for again is certain.
    assertThat(upstream.asked().stream().filter(question -> question.type() == Type.A))
        .as("questions for the addresses of %d hosts, whose answers don't fit in at once", HOSTS)
        .hasSizeGreaterThan(HOSTS);
  }

  private static void assertOwn(int number, ValidatedAnswer answer) {
    assertThat(answer.verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(answer.records())
        .singleElement()
        .satisfies(record -> assertThat(record.rdata()).isEqualTo(address(number)));
  }

  /** A lookup under way ends with its answer or with upstream.closed; none keeps waiting. */
  @Test
  void lookupDuringCloseGetsAnAnswerOrUpstreamClosed() throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    int answered = 0;
    int told = 0;
    for (int round = 0; round < ROUNDS; round++) {
      TrustedResolver resolver = resolver(time, new WorldExchange("one", WORLD)).build();
      List<Future<ValidatedAnswer>> asking = new ArrayList<>();
      for (int thread = 1; thread < THREADS; thread++) {
        int number = thread + round;
        asking.add(
            threads.submit(
                () -> {
                  together.await();
                  return resolver.lookup(a(host(number))).answer();
                }));
      }
      together.await();
      resolver.close();
      for (int thread = 1; thread < THREADS; thread++) {
        ValidatedAnswer answer = asking.get(thread - 1).get();
        if (answer.verdict().reason() == Reason.UPSTREAM_CLOSED) {
          told++;
        } else {
          assertOwn(thread + round, answer);
          answered++;
        }
      }
    }

    assertThat(answered + told).isEqualTo(ROUNDS * (THREADS - 1));
    assertThat(told).as("who was told that it's closed").isPositive();
  }
}
