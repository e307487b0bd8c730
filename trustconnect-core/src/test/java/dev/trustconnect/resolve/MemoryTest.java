package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.SignedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/** One budget, six shares, figures for each, and what "forget everything" forgets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MemoryTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Question A_OF_WWW = a("www.example.test");

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);

  @ParameterizedTest
  @CsvSource({
    "0, true, true",
    "99, true, false",
    "65536, true, true",
    "16777216, true, false",
    "16777216, false, false",
    "16777216, true, true",
    "16777216, false, true"
  })
  void sharesAddUpToTheBudget(long bytes, boolean denials, boolean messages) {
    Memory.Shares shares = new Memory.Limits(bytes, denials, messages, Duration.ofDays(1)).shares();

    assertThat(
            shares.hosts()
                + shares.answers()
                + shares.zones()
                + shares.denials()
                + shares.signatures()
                + shares.messages())
        .isEqualTo(bytes);
    assertThat(shares.denials() > 0).isEqualTo(denials && bytes > 99);
    assertThat(shares.messages() > 0).isEqualTo(messages && bytes > 99);
  }

  @Test
  void fullMemoryStaysWithinItsBudgetInEveryShare() {
    long bytes = 64 << 10;
    TrustedResolver small = resolver(time, upstream).cacheBytes(bytes).saveable(true).build();
    for (int i = 1; i <= 50; i++) {
      small.lookup(a("w" + i + ".example.test"));
      small.lookup(question("w" + i + ".example.test", Type.TXT));
    }

    MemoryStats stats = small.stats();
    assertThat(stats.bytes()).isBetween(1L, bytes);
    assertThat(stats.answers().evictions()).isPositive();
    assertThat(stats.messages().evictions()).isPositive();
  }

  @Test
  void statsCountColdAndWarmCalls() throws Exception {
    TrustedResolver resolver = resolver(time, upstream).build();
    assertThat(resolver.stats().bytes()).isZero();

    resolver.resolve(WWW);
    MemoryStats cold = resolver.stats();
    assertThat(cold.hosts()).returns(0L, ShareStats::hits).returns(1L, ShareStats::misses);
    assertThat(cold.answers().misses()).isPositive();
    assertThat(cold.zones().bytes()).isPositive();
    assertThat(cold.signatures().bytes()).isPositive();
    assertThat(cold.messages()).isEqualTo(ShareStats.NONE);

    resolver.resolve(WWW);
    MemoryStats warm = resolver.stats();
    assertThat(warm.hosts()).returns(1L, ShareStats::hits).returns(1L, ShareStats::misses);
    assertThat(warm.answers()).isEqualTo(cold.answers());
    assertThat(warm.zones()).isEqualTo(cold.zones());
  }

  @Test
  void lookingForAStaleAnswerIsNeitherHitNorMiss() {
    TrustedResolver resolver = resolver(time, upstream).build();

    resolver.lookup(A_OF_WWW);
    resolver.lookup(A_OF_WWW);

    ShareStats answers = resolver.stats().answers();
    assertThat(answers.hits()).isEqualTo(1);
    assertThat(answers.misses()).as("the caller's look, and the lookup's own").isEqualTo(2);
  }

  @Test
  void forgetAllEmptiesEveryShare(@TempDir Path folder) throws Exception {
    TrustedResolver resolver = resolver(time, upstream).saveable(true).build();
    resolver.resolve(WWW);
    resolver.lookup(a("nothing.example.test"));
    assertThat(resolver.stats().denials().bytes()).isPositive();
    assertThat(resolver.stats().messages().bytes()).isPositive();

    resolver.forgetAll();

    assertThat(resolver.stats().bytes()).isZero();
    resolver.save(folder.resolve("cache"));
    assertThat(resolver(time, upstream).build().load(folder.resolve("cache"))).isZero();
    upstream.forget();
    resolver.resolve(WWW);
    assertThat(upstream.asked()).contains(A_OF_WWW, A_OF_WWW.withType(Type.AAAA));
  }

  @Test
  void lookupUnderWayAtForgetAllIsAnsweredButNotKept() throws Exception {
    TrustedResolver resolver = resolver(time, upstream).saveable(true).build();
    upstream.hold();
    CompletableFuture<Resolution> before = resolver.resolveAsync(WWW);

    resolver.forgetAll();
    CompletableFuture<Lookup> after = resolver.lookupAsync(A_OF_WWW);
    while (!before.isDone() || !after.isDone()) {
      upstream.answerPending();
    }

    assertThat(before.join().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(resolver.stats().hosts().bytes()).isZero();
    assertThat(after.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(after.join().roundTrips()).as("it didn't join the lookup of before").isPositive();
    assertThat(resolver.lookup(A_OF_WWW).questions()).as("and is kept").isZero();
  }
}
