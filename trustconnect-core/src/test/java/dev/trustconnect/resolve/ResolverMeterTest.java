package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.ResolverMeter.Source;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A meter receives each lookup and each question, once, with where it came from. */
class ResolverMeterTest {
  private static final HostName WWW = HostName.parse("www.example.test");
  private static final Duration HOUR = Duration.ofHours(1);

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final Kept meter = new Kept();

  private record Looked(
      HostName host,
      @Nullable String verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {}

  private record Asked(String upstream, @Nullable Reason failure) {}

  private static final class Kept implements ResolverMeter {
    private final List<Looked> lookups = new CopyOnWriteArrayList<>();
    private final List<Asked> questions = new CopyOnWriteArrayList<>();

    @Override
    public void lookedUp(
        HostName host,
        @Nullable Verdict verdict,
        Source source,
        @Nullable Reason refusal,
        Duration elapsed) {
      String label = verdict == null ? null : verdict.label();
      lookups.add(new Looked(host, label, source, refusal, elapsed));
    }

    @Override
    public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
      questions.add(new Asked(upstream, failure));
    }
  }

  private TrustedResolver resolverOf(WorldExchange... upstreams) {
    return resolver(time, upstreams).meter(meter).build();
  }

  @Test
  void lookupIsFromUpstreamAndThenFromMemory() throws Exception {
    WorldExchange upstream = new WorldExchange("one", WORLD);
    TrustedResolver resolver = resolverOf(upstream);

    Resolution first = resolver.resolve(WWW);
    resolver.resolve(WWW);
    resolver.resolveAsync(WWW).get();

    assertThat(meter.lookups)
        .containsExactly(
            new Looked(WWW, "SECURE", Source.UPSTREAM, null, first.elapsed()),
            new Looked(WWW, "SECURE", Source.MEMORY, null, Duration.ZERO),
            new Looked(WWW, "SECURE", Source.MEMORY, null, Duration.ZERO));
    assertThat(meter.questions)
        .as("each question once")
        .hasSameSizeAs(upstream.asked())
        .containsOnly(new Asked("one", null));
  }

  @Test
  void refusedLookupHasItsReason() {
    SignedWorld harmed = WORLD.harm(Harm.flipSignatureByte("www.example.test", Type.A));
    TrustedResolver resolver = resolverOf(new WorldExchange("one", harmed));

    UntrustedNameException refused =
        catchThrowableOfType(UntrustedNameException.class, () -> resolver.resolve(WWW));

    assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_INVALID);
    assertThat(meter.lookups)
        .singleElement()
        .isEqualTo(
            new Looked(
                WWW,
                "BOGUS",
                Source.UPSTREAM,
                Reason.SIGNATURE_INVALID,
                meter.lookups.get(0).elapsed()));
  }

  @Test
  void failedQuestionsHaveTheirReasonAndUpstream() throws Exception {
    WorldExchange dead = new WorldExchange("dead", WORLD);
    dead.down(true);
    TrustedResolver resolver = resolverOf(dead, new WorldExchange("two", WORLD));

    resolver.resolve(WWW);

    assertThat(meter.questions.stream().map(Asked::upstream).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("dead", "two");
    assertThat(meter.questions)
        .allSatisfy(
            asked ->
                assertThat(asked.failure())
                    .isEqualTo(
                        asked.upstream().equals("dead") ? Reason.UPSTREAM_UNREACHABLE : null));
    assertThat(meter.lookups)
        .singleElement()
        .extracting(Looked::refusal, Looked::source)
        .containsExactly(null, Source.UPSTREAM);
  }

  @Test
  void staleAnswersAreFromNoUpstream() throws Exception {
    WorldExchange upstream = new WorldExchange("one", WORLD);
    TrustedResolver resolver = resolverOf(upstream);
    resolver.resolve(WWW);
    time.pass(HOUR);
    upstream.down(true);

    resolver.resolve(WWW);
    resolver.resolve(WWW); // from memory, where it is stale

    assertThat(meter.lookups)
        .extracting(Looked::source)
        .containsExactly(Source.UPSTREAM, Source.STALE, Source.STALE);
  }

  @Test
  void nameInAProvenGapIsRefusedByProof() {
    TrustedResolver resolver = resolverOf(new WorldExchange("one", WORLD));
    HostName absent = HostName.parse("wwx.example.test");
    HostName beside = HostName.parse("wwy.example.test");

    for (HostName host : List.of(absent, beside)) {
      UntrustedNameException refused =
          catchThrowableOfType(UntrustedNameException.class, () -> resolver.resolve(host));
      assertThat(refused.reason()).isEqualTo(Reason.NAME_DOES_NOT_EXIST);
    }

    assertThat(meter.lookups)
        .extracting(Looked::host, Looked::source)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(absent, Source.UPSTREAM),
            org.assertj.core.groups.Tuple.tuple(beside, Source.PROOF));
  }

  @Test
  void meterThatThrowsChangesNothing() throws Exception {
    ResolverMeter broken =
        new ResolverMeter() {
          @Override
          public void lookedUp(
              HostName host,
              @Nullable Verdict verdict,
              Source source,
              @Nullable Reason refusal,
              Duration elapsed) {
            throw new IllegalStateException("a broken meter");
          }

          @Override
          public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
            throw new IllegalStateException("a broken meter");
          }
        };
    TrustedResolver resolver =
        resolver(time, new WorldExchange("one", WORLD)).meter(broken).build();

    Resolution first = resolver.resolve(WWW);

    assertThat(resolver.resolve(WWW).addresses()).isEqualTo(first.addresses());
  }
}
