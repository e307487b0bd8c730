package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Message;
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
}
