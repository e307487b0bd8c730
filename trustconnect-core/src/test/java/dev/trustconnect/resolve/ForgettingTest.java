package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;

/**
 * Whatever runs beside {@code forgetAll}, nothing from before it is used after it. The memory reads
 * its clock in the middle of its work, and there the tests let something else happen.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForgettingTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Question IPV4 = a("www.example.test");
  private static final Question IPV6 = question("www.example.test", Type.AAAA);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final Deque<Runnable> atNextLooks = new ArrayDeque<>();
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver =
      resolver(time, upstream).clock(this::look).refreshAhead(false).build();
  private final AtomicReference<CompletableFuture<Resolution>> meanwhile = new AtomicReference<>();

  private Instant look() {
    Runnable next = atNextLooks.poll();
    if (next != null) {
      next.run();
    }
    return time.instant();
  }

  private void answerAll() {
    while (upstream.answerPending() > 0) {
      assertThat(upstream.asked()).hasSizeLessThan(100);
    }
  }

  /** Its lookup began after the shares were to be emptied, so the host would have been kept. */
  @Test
  void hostThatIsResolvedWhileSharesAreEmptiedHasNoAnswerFromBefore() {
    resolver.lookup(IPV4);
    upstream.hold();
    upstream.forget();
    atNextLooks.add(() -> meanwhile.set(resolver.resolveAsync(WWW)));

    resolver.forgetAll();

    CompletableFuture<Resolution> started = Objects.requireNonNull(meanwhile.get());
    answerAll();
    assertThat(started.join().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.asked()).as("although its answer was there").contains(IPV4, IPV6);
  }

  /** It is there for an instant, until it is taken out again. */
  @Test
  void answerKeptDuringForgetAllIsNeverFound() {
    ValidatedAnswer answer = resolver.lookup(IPV4).answer();
    Memory memory =
        new Memory(new Memory.Limits(1 << 20, true, false, Duration.ofDays(1)), this::look);
    long begun = memory.epoch();
    AtomicInteger looks = new AtomicInteger();
    AtomicInteger found = new AtomicInteger();
    Runnable find =
        () -> {
          looks.incrementAndGet();
          Object known = memory.answers().find(IPV4, SignedWorld.NOW);
          found.addAndGet(known != null || memory.answers().isProven(IPV4) ? 1 : 0);
        };
    atNextLooks.add(memory::forgetAll);
    atNextLooks.addAll(Collections.nCopies(100, find));

    memory.keep(begun, answer, List.of());

    assertThat(looks.get()).isPositive();
    assertThat(found.get()).isZero();
    atNextLooks.clear();
    memory.keep(memory.epoch(), answer, List.of());
    assertThat(memory.answers().isProven(IPV4)).as("in its own epoch").isTrue();
  }

  /** INSECURE answers are only as good as the network that they came from. */
  @Test
  void messageFromBeforeIsNotJoinedByALookupAfterIt() {
    upstream.hold();
    CompletableFuture<Lookup> before = resolver.lookupAsync(IPV4);
    upstream.answerPending(asked -> asked.equals(IPV4));
    assertThat(before).as("the keys are missing").isNotDone();

    resolver.forgetAll();
    upstream.forget();
    CompletableFuture<Lookup> after = resolver.lookupAsync(IPV4);

    assertThat(upstream.asked()).contains(IPV4);
    answerAll();
    assertThat(before).isCompleted();
    assertThat(after.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }
}
