package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** One kind of addresses can't be had: the name is usable by the other (RFC 4074 §4.2). */
class OneKindOfAddressesTest {
  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final String HOST = "www.example.test";

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).build();

  private static List<String> shown(Resolution resolution) {
    return resolution.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  private UntrustedNameException refusal(String host) {
    return catchThrowableOfType(UntrustedNameException.class, () -> resolver.resolve(host));
  }

  @ParameterizedTest
  @CsvSource({
    "SERVFAIL, AAAA",
    "NOTIMP, AAAA",
    "REFUSED, AAAA",
    "FORMERR, AAAA",
    "SERVFAIL, A",
    "NOTIMP, A",
    "REFUSED, A",
    "FORMERR, A"
  })
  void nameIsUsableByTheKindThatIsProven(String rcode, String failing) throws Exception {
    upstream.world(WORLD.harm(Harm.rcode(HOST, Type.value(failing), Rcode.value(rcode))));

    Resolution resolution = resolver.resolve(HOST);

    assertThat(shown(resolution))
        .isEqualTo(
            failing.equals("A")
                ? List.of("2001:db8:0:0:0:0:0:1")
                : List.of("192.0.2.1", "192.0.2.2"));
    assertThat(resolution.verdict()).isInstanceOf(Verdict.Secure.class);
    ValidatedAnswer missing = resolution.missing().orElseThrow();
    assertThat(missing.question()).isEqualTo(question(HOST, Type.value(failing)));
    assertThat(missing.verdict().reason()).isEqualTo(Reason.UPSTREAM_RCODE);
  }

  @Test
  void nameWithBothKindsMissesNone() throws Exception {
    assertThat(resolver.resolve(HOST).missing()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UPSTREAM_GARBAGE",
        "UPSTREAM_TIMEOUT",
        "UPSTREAM_TRUNCATED",
        "UPSTREAM_UNREACHABLE"
      })
  void failureOfOneKindLeavesTheOtherUsable(Reason why) throws Exception {
    upstream.hold();
    CompletableFuture<Resolution> resolution = resolver.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    upstream.failPending(why);

    assertThat(resolution).as("at once").isCompleted();
    assertThat(resolution.get().missing().orElseThrow().verdict().reason()).isEqualTo(why);
    assertThat(shown(resolution.get())).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAA"})
  void silentKindIsWaitedForAShortTimeOnly(String silent) throws Exception {
    upstream.hold();
    CompletableFuture<Resolution> resolution = resolver.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.value(silent));
    assertThat(resolution).isNotDone();
    time.pass(PATIENCE.minusNanos(1));
    assertThat(resolution).isNotDone();

    time.pass(Duration.ofNanos(1));

    assertThat(resolution).isCompleted();
    assertThat(resolution.get().missing().orElseThrow().question())
        .isEqualTo(question(HOST, Type.value(silent)));
    assertThat(resolution.get().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void secondKindThatIsALittleLaterIsThere() throws Exception {
    upstream.hold();
    CompletableFuture<Resolution> resolution = resolver.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    time.pass(PATIENCE.dividedBy(2));
    upstream.answerPending();

    assertThat(resolution.get().missing()).isEmpty();
    assertThat(resolution.get().addresses()).hasSize(3);
    assertThat(time.alarmsLeft()).isZero();
  }

  @Test
  void slowUpstreamGetsAsLongAgainAndNoMoreThanASecond() {
    upstream.hold();
    CompletableFuture<Resolution> resolution = resolver.resolveAsync(new HostName(HOST));
    time.pass(Duration.ofMillis(800));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    time.pass(Duration.ofMillis(799));
    assertThat(resolution).isNotDone();
    time.pass(Duration.ofMillis(1));
    assertThat(resolution).isCompleted();

    CompletableFuture<Resolution> slower =
        resolver.resolveAsync(new HostName("www.host.example.test"));
    time.pass(Duration.ofSeconds(2));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    time.pass(Duration.ofSeconds(1));
    assertThat(slower).isCompleted();
  }

  @Test
  void lateAnswerServesTheNextCaller() throws Exception {
    upstream.hold();
    CompletableFuture<Resolution> first = resolver.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    time.pass(PATIENCE);
    assertThat(first.get().missing()).isPresent();

    upstream.answerPending();

    assertThat(resolver.resolve(HOST).missing()).isEmpty();
    assertThat(upstream.underWay()).isEmpty();
  }

  @Test
  void lateBogusAnswerRemovesTheHostThatWasAllowedWithoutIt() throws Exception {
    upstream.hold();
    upstream.world(WORLD.harm(Harm.expire(HOST, Type.AAAA)));
    CompletableFuture<Resolution> first = resolver.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    time.pass(PATIENCE);
    assertThat(first.get().missing()).isPresent();
    assertThat(resolver.resolve(HOST).missing()).as("meanwhile").isPresent();

    while (upstream.answerPending() > 0) {} // it is looked into afresh before it is believed

    assertThat(refusal(HOST).reason()).isEqualTo(Reason.SIGNATURE_EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAA"})
  void bogusKindRefusesTheName(String bogus) {
    upstream.world(WORLD.harm(Harm.expire(HOST, Type.value(bogus))));

    assertThat(refusal(HOST).verdict()).containsInstanceOf(Verdict.Bogus.class);
  }

  @Test
  void bogusKindRefusesTheNameThoughTheOtherFails() {
    upstream.world(
        WORLD.harm(Harm.expire(HOST, Type.A).and(Harm.rcode(HOST, Type.AAAA, Rcode.SERVFAIL))));

    assertThat(refusal(HOST).verdict()).containsInstanceOf(Verdict.Bogus.class);
  }

  @Test
  void failureOfBothKindsIsNoAddress() {
    upstream.world(
        WORLD.harm(
            Harm.rcode(HOST, Type.A, Rcode.SERVFAIL)
                .and(Harm.rcode(HOST, Type.AAAA, Rcode.SERVFAIL))));

    assertThat(refusal(HOST).reason()).isEqualTo(Reason.UPSTREAM_RCODE);
  }

  @Test
  void silentKindIsWaitedForWhereTheOtherHasNoAddresses() {
    upstream.hold();
    CompletableFuture<Resolution> resolution =
        resolver.resolveAsync(new HostName("only4.example.test"));
    upstream.answerPending(asked -> asked.type() != Type.A);
    time.pass(Duration.ofSeconds(4));
    assertThat(resolution).isNotDone();
    upstream.answerPending();
    assertThat(resolution).isCompletedWithValueMatching(found -> found.missing().isEmpty());
  }

  @Test
  void unsignedNameStaysInsecure() throws Exception {
    upstream.world(WORLD.harm(Harm.rcode("www.plain.test", Type.AAAA, Rcode.SERVFAIL)));

    Resolution resolution = resolver.resolve("www.plain.test");

    assertThat(resolution.verdict()).isInstanceOf(Verdict.Insecure.class);
    assertThat(resolution.missing()).isPresent();
  }

  @Test
  void missingKindIsAskedForAgainSoon() throws Exception {
    upstream.world(WORLD.harm(Harm.rcode(HOST, Type.AAAA, Rcode.SERVFAIL)));
    Resolution without = resolver.resolve(HOST);
    assertThat(without.validUntil()).isEqualTo(SignedWorld.NOW.plusSeconds(10));
    upstream.world(WORLD);
    upstream.forget();
    resolver.resolve(HOST);
    assertThat(upstream.asked()).isEmpty();

    time.pass(Duration.ofSeconds(31));

    assertThat(resolver.resolve(HOST).missing()).isEmpty();
    Question ipv6 = question(HOST, Type.AAAA);
    assertThat(upstream.asked()).contains(ipv6).doesNotContain(a(HOST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAA"})
  void renewalThatMissesOneKindLeavesBothThatAreStillProven(String failing) throws Exception {
    assertThat(resolver.resolve(HOST).addresses()).hasSize(3);
    time.pass(Duration.ofMinutes(54)); // the last tenth of an hour
    upstream.world(WORLD.harm(Harm.rcode(HOST, Type.value(failing), Rcode.SERVFAIL)));
    resolver.resolve(HOST); // renews it

    Resolution known = resolver.resolve(HOST);

    assertThat(known.missing()).isEmpty();
    assertThat(known.addresses()).hasSize(3);
    assertThat(known.verdict()).isInstanceOf(Verdict.Secure.class);
  }

  /** The judgement of A alone has begun when the BOGUS answer comes and is judged with it. */
  @Test
  void lateBogusAnswerWinsOverAJudgementInProgress() {
    AtomicReference<Runnable> atTheNextLook = new AtomicReference<>(() -> {});
    TrustedResolver watched =
        resolver(time, upstream)
            .clock(
                () -> {
                  atTheNextLook.getAndSet(() -> {}).run();
                  return time.instant();
                })
            .build();
    upstream.world(WORLD.harm(Harm.expire(HOST, Type.AAAA)));
    upstream.hold();
    CompletableFuture<Resolution> resolution = watched.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    atTheNextLook.set(this::answerAll);

    time.pass(PATIENCE);

    assertThat(resolution).isCompletedExceptionally();
    assertThat(watched.stats().hosts().bytes()).as("hosts that are remembered").isZero();
    assertThat(
            catchThrowableOfType(UntrustedNameException.class, () -> watched.resolve(HOST))
                .reason())
        .isEqualTo(Reason.SIGNATURE_EXPIRED);
  }

  /**
   * The judgement of A alone has begun when the caller gives up: a late BOGUS AAAA isn't judged.
   */
  @Test
  void cancelledCallKeepsNoHostWithoutItsOtherKind() {
    AtomicReference<Runnable> atTheNextLook = new AtomicReference<>(() -> {});
    TrustedResolver watched =
        resolver(time, upstream)
            .clock(
                () -> {
                  atTheNextLook.getAndSet(() -> {}).run();
                  return time.instant();
                })
            .build();
    upstream.hold();
    CompletableFuture<Resolution> resolution = watched.resolveAsync(new HostName(HOST));
    upstream.answerPending(asked -> asked.type() != Type.AAAA);
    atTheNextLook.set(() -> resolution.cancel(true));

    time.pass(PATIENCE);

    assertThat(resolution).isCancelled();
    assertThat(watched.stats().hosts().bytes()).as("hosts that are remembered").isZero();
  }

  private void answerAll() {
    while (upstream.answerPending() > 0) {
      assertThat(upstream.asked()).hasSizeLessThan(100);
    }
  }
}
