package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.RememberedDenials;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatorSettings;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.dnssec.VerifiedSignatures;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** An answer that our code or a library trips over is one upstream's: the next one is asked. */
class TrippedEngineTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange hostile = new WorldExchange("hostile", tripping());
  private final WorldExchange honest = new WorldExchange("honest", WORLD);

  /** What an answer may do to whoever reads it. */
  private enum Trip {
    EXCEPTION(() -> new IllegalStateException("tripped")),
    NESTING(StackOverflowError::new);

    @SuppressWarnings("ImmutableEnumChecker") // makes something new each time, and keeps nothing
    private final Supplier<Throwable> thrown;

    Trip(Supplier<Throwable> thrown) {
      this.thrown = thrown;
    }
  }

  private static SignedWorld tripping() {
    Message message = WORLD.answer("www.example.test", Type.A);
    message.addRecord(new TXTRecord(Name.root, DClass.IN, 0, "trip"), Section.ADDITIONAL);
    return WORLD.harm(Harm.answerWith(a("www.example.test"), message));
  }

  private TrustedResolver over(Trip trip, WorldExchange... upstreams) {
    Engine.Factory real =
        Engine.Factory.of(
            WORLD.anchors(),
            ValidatorSettings.DEFAULT,
            new VerifiedSignatures(100),
            new RememberedDenials(0));
    return resolver(time, upstreams)
        .engines((question, known, now) -> new Tripping(trip, real.begin(question, known, now)))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Trip.class)
  void nextUpstreamIsAskedOrThereIsAReason(Trip trip) {
    assertThat(over(trip, hostile, honest).lookupNow(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);

    Verdict alone = over(trip, hostile).lookupNow(a("www.example.test")).answer().verdict();
    assertThat(alone.reason()).isEqualTo(Reason.UPSTREAM_GARBAGE);
    assertThat(alone.toString()).contains(trip.thrown.get().getClass().getSimpleName());
    assertThat(time.alarmsLeft()).isZero();
  }

  /** The real engine, but for messages with a TXT record behind the answer. */
  private record Tripping(Trip trip, Engine real) implements Engine {
    @Override
    public Step advance() {
      return real.advance();
    }

    @Override
    public void feed(Question asked, Message response) {
      if (response.getSection(Section.ADDITIONAL).stream().anyMatch(TXTRecord.class::isInstance)) {
        throwIt(trip.thrown.get());
      }
      real.feed(asked, response);
    }

    private static void throwIt(Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }

    @Override
    public void fail(Question asked, Reason why, String detail) {
      real.fail(asked, why, detail);
    }
  }
}
