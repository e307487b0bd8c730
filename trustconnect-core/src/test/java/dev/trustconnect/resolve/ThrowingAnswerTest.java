package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** An answer that makes our code or a library throw costs one upstream: the next one is asked. */
class ThrowingAnswerTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange honest = new WorldExchange("honest", WORLD);

  /** What reading an answer may throw. */
  private enum Trip {
    EXCEPTION(() -> new IllegalStateException("tripped")),
    NESTING(StackOverflowError::new);

    @SuppressWarnings("ImmutableEnumChecker") // makes something new each time, and keeps nothing
    private final Supplier<Throwable> thrown;

    Trip(Supplier<Throwable> thrown) {
      this.thrown = thrown;
    }

    RuntimeException exception() {
      if (thrown.get() instanceof RuntimeException exception) {
        return exception;
      }
      throw (Error) thrown.get();
    }
  }

  private static WorldExchange hostile(Trip trip) {
    Message healthy = WORLD.answer("www.example.test", Type.A);
    Message throwing;
    try {
      throwing = new ThrowingMessage(healthy, trip::exception);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new WorldExchange(
        "hostile", WORLD.harm(Harm.answerWith(a("www.example.test"), throwing)));
  }

  @ParameterizedTest
  @EnumSource(Trip.class)
  void nextUpstreamIsAskedOrThereIsAReason(Trip trip) {
    assertThat(
            resolver(time, hostile(trip), honest)
                .build()
                .lookup(a("www.example.test"))
                .answer()
                .verdict())
        .isInstanceOf(Verdict.Secure.class);

    Verdict alone =
        resolver(time, hostile(trip)).build().lookup(a("www.example.test")).answer().verdict();
    assertThat(alone.reason()).isEqualTo(Reason.RESOLVE_INTERNAL);
    assertThat(alone.toString()).contains(trip.thrown.get().getClass().getSimpleName());
    assertThat(time.alarmsLeft()).isZero();
  }

  /** As a client does that can't start a thread. The next lookup of the name may fare better. */
  @Test
  void errorOfAnUpstreamEndsTheLookupAndIsNotJoinedByTheNext() {
    AtomicBoolean broken = new AtomicBoolean(true);
    DnsExchange brittle =
        new DnsExchange() {
          @Override
          public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
            if (broken.get()) {
              throw new InternalError("no more threads");
            }
            return honest.ask(name, type, timeout);
          }

          @Override
          public String label() {
            return "brittle";
          }

          @Override
          public void close() {
            honest.close();
          }
        };
    TrustedResolver resolver = resolver(time).upstreams(brittle).build();
    Verdict failed = resolver.lookup(a("www.example.test")).answer().verdict();
    assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_UNREACHABLE);

    broken.set(false);
    time.pass(Duration.ofMinutes(1));

    CompletableFuture<Lookup> next = resolver.lookupAsync(a("www.example.test"));
    assertThat(next).isCompleted();
    assertThat(next.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(time.alarmsLeft()).isZero();
  }

  /** The thread that brought the task runs it, as it does for an executor that was shut down. */
  @Test
  void errorOfTheExecutorLeavesNoLookupWithoutAnEnd() {
    TrustedResolver resolver =
        resolver(time, honest)
            .executor(
                task -> {
                  throw new InternalError("no more threads");
                })
            .build();

    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("www.example.test"));

    assertThat(lookup).isCompleted();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  /** It queued the task before it threw: two threads must not run one lookup's tasks. */
  @Test
  void taskThatAnExecutorQueuedBeforeItThrewRunsOnce() {
    List<Runnable> queued = new ArrayList<>();
    List<String> ran = new ArrayList<>();
    SerialExecutor turns =
        new SerialExecutor(
            task -> {
              queued.add(task);
              throw new InternalError("no more threads");
            });

    turns.execute(() -> ran.add("first"));
    turns.execute(
        () -> {
          turns.execute(() -> ran.add("third"));
          queued.forEach(Runnable::run);
          ran.add("second");
        });

    assertThat(ran).containsExactly("first", "second", "third");
  }
}
