package dev.trustconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.health.Health;
import dev.trustconnect.health.Health.Component;
import dev.trustconnect.health.Health.Status;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One harm degrades exactly the component that it concerns. */
@Timeout(60)
class HealthTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String POLICIES =
      "version: 1\nupstreams: [QUAD9]\nendpoints:\n  - host: " + HOST + "\n";

  private final TestInternet internet = TestInternet.usual();

  @AfterEach
  void close() {
    internet.close();
  }

  private TrustConnect.Builder trust() {
    return internet
        .trust()
        .policies(TestInternet.policy(HOST).build(), TestInternet.policy(OTHER).build());
  }

  /** Only {@code name} is {@code status}, and its detail contains {@code text}. */
  private static void isOnly(Health health, String name, Status status, String text) {
    assertThat(health.status()).as("%s", health).isEqualTo(status);
    assertThat(health.components())
        .filteredOn(component -> component.status() != Status.UP)
        .singleElement()
        .satisfies(
            component -> {
              assertThat(component.name()).isEqualTo(name);
              assertThat(component.status()).isEqualTo(status);
              assertThat(component.detail()).contains(text);
            });
  }

  @Test
  void newOneIsUpAndHasAskedNothing() {
    try (TrustConnect trust = trust().build()) {
      Health health = trust.health();

      assertThat(health.status()).isEqualTo(Status.UP);
      assertThat(health.at()).isEqualTo(internet.now());
      assertThat(health.components())
          .extracting(Component::name)
          .containsExactly("upstreams", "anchors", "clock", "policy", "sinks", "memory", "files");
      assertThat(health.component("upstreams").map(Component::detail)).contains("not asked yet");
      assertThat(health).hasToString("UP");
    }
  }

  @Test
  void usedOneIsUp() throws IOException {
    try (TrustConnect trust = trust().build()) {
      trust.names().resolve(HOST);

      Health health = trust.health();

      assertThat(health.status()).as("%s", health).isEqualTo(Status.UP);
      assertThat(health.component("upstreams").map(Component::detail)).contains("1 of 1 answered");
      assertThat(health.component("anchors").map(Component::detail))
          .contains("prove the root's keys");
    }
  }

  @Test
  void withoutAnyAnswerItIsDownAndComesBack() throws IOException {
    try (TrustConnect trust = trust().build()) {
      internet.down(true);
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();

      isOnly(trust.health(), "upstreams", Status.DOWN, "the test internet [upstream.unreachable]");

      internet.down(false);
      trust.names().resolve(OTHER);
      assertThat(trust.health().status()).isEqualTo(Status.UP);
    }
  }

  @Test
  void staleAnswersDegradeUntilTheyAreSpent() throws IOException {
    try (TrustConnect trust = trust().build()) {
      trust.names().resolve(HOST);
      internet.down(true);
      internet.now(internet.now().plus(Duration.ofHours(2)));
      trust.names().resolve(HOST);

      isOnly(trust.health(), "upstreams", Status.DEGRADED, "stale answers are in use");

      internet.now(internet.now().plus(Duration.ofDays(2)));
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();
      isOnly(trust.health(), "upstreams", Status.DOWN, "none answers");
    }
  }

  /** Not ready, an application gets no requests, and so looks up nothing. */
  @Test
  void withoutRequestsItIsDownUntilAnUpstreamAnswers() {
    try (TrustConnect trust = trust().build()) {
      internet.down(true);
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();
      internet.now(internet.now().plus(Duration.ofHours(1)));
      isOnly(trust.health(), "upstreams", Status.DOWN, "the test internet [upstream.unreachable]");

      internet.down(false);

      becomes(trust, Status.UP);
    }
  }

  /** What is renewed in the background ahead of its end is never looked up by a request again. */
  @Test
  void staleAnswersThatAreNoLongerUsedDegradeNothing() throws IOException {
    try (TrustConnect trust = trust().build()) {
      trust.names().resolve(HOST);
      internet.down(true);
      internet.now(internet.now().plus(Duration.ofHours(2)));
      trust.names().resolve(HOST);
      internet.now(internet.now().plus(HealthMonitor.STALE_COUNTS));

      Health health = trust.health();

      assertThat(health.component("upstreams").map(Component::detail).orElseThrow())
          .doesNotContain("stale")
          .contains("the test internet [upstream.unreachable]");
    }
  }

  @Test
  void oneOfTwoUpstreamsThatFailsDegrades() throws IOException {
    try (TrustConnect trust =
        TrustConnect.builder()
            .dnsExchanges(new Ahead("dead", Duration.ZERO, true), internet.names())
            .anchors(internet.world().anchors())
            .clock(internet::now)
            .policies(TestInternet.policy(HOST).build())
            .build()) {
      trust.names().resolve(HOST);

      isOnly(trust.health(), "upstreams", Status.DEGRADED, "dead [upstream.unreachable]");
    }
  }

  @Test
  void refusedNamesAreNotTheUpstreams() {
    internet.harm(Harm.flipSignatureByte(HOST, Type.A));
    try (TrustConnect trust = trust().build()) {
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();

      assertThat(trust.health().status()).isEqualTo(Status.UP);
    }
  }

  @Test
  void rootKeysThatNoAnchorProvesDegradeTheAnchors() {
    internet.harm(Harm.flipSignatureByte(".", Type.DNSKEY));
    try (TrustConnect trust = trust().build()) {
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();

      isOnly(trust.health(), "anchors", Status.DEGRADED, "the root's keys aren't proven");
    }
  }

  @Test
  void rootSignaturesOfAnotherTimeAreTheClocksFault() {
    internet.now(internet.now().plus(Duration.ofDays(300)));
    try (TrustConnect trust = trust().build()) {
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();

      isOnly(trust.health(), "clock", Status.DEGRADED, Reason.SIGNATURE_EXPIRED.code());
    }
  }

  /** An upstream with another clock. */
  private final class Ahead implements DnsExchange {
    private final String label;
    private final Duration skew;
    private final boolean dead;

    private Ahead(String label, Duration skew, boolean dead) {
      this.label = label;
      this.skew = skew;
      this.dead = dead;
    }

    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      return dead
          ? CompletableFuture.failedFuture(
              new ExchangeException(Reason.UPSTREAM_UNREACHABLE, label, null))
          : internet.names().ask(name, type, timeout);
    }

    @Override
    public Optional<Duration> clockSkew() {
      return Optional.of(skew);
    }

    @Override
    public String label() {
      return label;
    }

    @Override
    public void close() {}
  }

  private Health withSkews(long... seconds) throws IOException {
    DnsExchange[] upstreams =
        Stream.of(seconds)
            .flatMap(all -> Arrays.stream(all).boxed())
            .map(skew -> new Ahead("ahead by " + skew, Duration.ofSeconds(skew), false))
            .toArray(DnsExchange[]::new);
    try (TrustConnect trust =
        TrustConnect.builder()
            .dnsExchanges(upstreams)
            .anchors(internet.world().anchors())
            .clock(internet::now)
            .policies(TestInternet.policy(HOST).build())
            .build()) {
      trust.names().resolve(HOST);
      return trust.health();
    }
  }

  @ParameterizedTest
  @CsvSource({"61, 61 s behind upstreams", "-3600, 3600 s ahead of upstreams"})
  void clockThatDiffersFromAllUpstreamsIsDegraded(long skew, String text) throws IOException {
    isOnly(withSkews(skew, skew * 2), "clock", Status.DEGRADED, text);
  }

  @Test
  void oneUpstreamWithAWrongClockChangesNothing() throws IOException {
    assertThat(withSkews(7200, 60).status()).isEqualTo(Status.UP);
  }

  @ParameterizedTest
  @CsvSource({"29, from", "-1, since"})
  void pinsThatEndDegradeThePolicy(int daysLeft, String word) {
    LocalDate end = LocalDate.ofInstant(internet.now(), ZoneOffset.UTC).plusDays(daysLeft);
    try (TrustConnect trust =
        internet
            .trust()
            .policy(
                TestInternet.policy(HOST)
                    .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
                    .pinsExpire(end)
                    .build())
            .build()) {
      isOnly(trust.health(), "policy", Status.DEGRADED, HOST + " " + word + " " + end);
    }
  }

  @Test
  void lostEventsDegradeTheSinksForAQuarterOfAnHour() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    try (TrustConnect trust =
        trust()
            .audit(
                event -> {
                  called.countDown();
                  throw new IOException("the disk is full");
                })
            .build()) {
      trust.names().resolve(HOST);
      called.await();
      while (trust.droppedAuditEvents() == 0) {
        Thread.onSpinWait(); // the worker is about to count it
      }

      isOnly(trust.health(), "sinks", Status.DEGRADED, "1 audit events lost so far");
      internet.now(internet.now().plus(HealthMonitor.LOSS_COUNTS));
      assertThat(trust.health().status()).isEqualTo(Status.UP);
    }
  }

  @Test
  void watchedPolicyFileThatGoesBadDegradesTheFiles(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("policies.yaml");
    Files.writeString(file, POLICIES);
    CountDownLatch reported = new CountDownLatch(1);
    AuditSink sink =
        event -> {
          if (event instanceof AuditEvent.PoliciesNotReplaced) {
            reported.countDown();
          }
        };
    try (TrustConnect trust = trust().audit(sink).build()) {
      try (var watch = trust.watch(file, Duration.ofSeconds(1))) {
        assertThat(trust.health().status()).isEqualTo(Status.UP);
        Files.writeString(file, POLICIES.replace("host:", "hosst:"));
        reported.await();
        assertThat(watch.problem()).isPresent();

        isOnly(trust.health(), "files", Status.DEGRADED, "policies.yaml isn't in force");
      }
      assertThat(trust.health().status()).as("no longer watched").isEqualTo(Status.UP);
    }
  }

  /** What becomes of a question that isn't answered usefully. */
  private enum Fate {
    SILENCE,
    TIMEOUT,
    HTTP_STATUS,
    SERVFAIL
  }

  /** An upstream that doesn't answer the questions that {@code isHarmed} accepts. */
  private static final class Harmed implements DnsExchange {
    private final DnsExchange first;
    private final Fate fate;
    private volatile Predicate<Name> isHarmed;

    private Harmed(DnsExchange first, Fate fate, Predicate<Name> isHarmed) {
      this.first = first;
      this.fate = fate;
      this.isHarmed = isHarmed;
    }

    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      return isHarmed.test(name) ? harmed(name, type, timeout) : first.ask(name, type, timeout);
    }

    private CompletableFuture<Message> harmed(Name name, int type, Duration timeout) {
      return switch (fate) {
        case SILENCE -> new CompletableFuture<>();
        case TIMEOUT -> failed(Reason.UPSTREAM_TIMEOUT);
        case HTTP_STATUS -> failed(Reason.UPSTREAM_HTTP_STATUS);
        case SERVFAIL ->
            first
                .ask(name, type, timeout)
                .thenApply(
                    reply -> {
                      Message refused = new Message();
                      refused.getHeader().setFlag(Flags.QR);
                      refused.getHeader().setRcode(Rcode.SERVFAIL);
                      refused.addRecord(reply.getQuestion(), Section.QUESTION);
                      return refused;
                    });
      };
    }

    private static CompletableFuture<Message> failed(Reason reason) {
      return CompletableFuture.failedFuture(new ExchangeException(reason, "harmed", null));
    }

    @Override
    public String label() {
      return "harmed";
    }

    @Override
    public void close() {}
  }

  private TrustConnect.Builder asking(DnsExchange upstream) {
    return TrustConnect.builder()
        .dnsExchanges(upstream)
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .resolveTimeout(Duration.ofSeconds(2)) // silent upstreams take all of it, healthy ones ms
        .policies(TestInternet.policy(HOST).build(), TestInternet.policy(OTHER).build());
  }

  private static void becomes(TrustConnect trust, Status status) {
    while (trust.health().status() != status) {
      Thread.onSpinWait(); // a question for the root's keys is about to end
    }
  }

  /** Questions are cancelled at the lookup's deadline, so with silence none of them ends. */
  @ParameterizedTest
  @EnumSource
  void upstreamThatAnswersNothingIsDown(Fate fate) {
    try (TrustConnect trust = asking(new Harmed(internet.names(), fate, asked -> true)).build()) {
      assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();

      becomes(trust, Status.DOWN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void upstreamThatAnsweredBeforeAndFailsNowIsDown(Fate fate) {
    Harmed upstream = new Harmed(internet.names(), fate, asked -> false);
    try (TrustConnect trust = asking(upstream).build()) {
      resolved(trust, HOST);
      upstream.isHarmed = asked -> true;
      internet.now(internet.now().plusSeconds(60));
      assertThat(catchThrowable(() -> trust.names().resolve(OTHER))).isNotNull();

      becomes(trust, Status.DOWN);
    }
  }

  /** A busy machine may need longer than the short deadline; refusals expire soon. */
  private void resolved(TrustConnect trust, String host) {
    while (catchThrowable(() -> trust.names().resolve(host)) != null) {
      internet.now(internet.now().plusSeconds(60));
    }
  }

  /** The owner of a name decides whether and when its servers answer. */
  @ParameterizedTest
  @EnumSource
  void nameWhoseServersDoNotAnswerIsNotTheUpstream(Fate fate) {
    CompletableFuture<Void> isRootAsked = new CompletableFuture<>();
    Harmed upstream = new Harmed(internet.names(), fate, asked -> false);
    try (TrustConnect trust = asking(upstream).build()) {
      resolved(trust, HOST);
      upstream.isHarmed =
          asked -> {
            if (asked.equals(Name.root)) {
              isRootAsked.complete(null);
            }
            return asked.toString().startsWith("other.");
          };
      for (int i = 0; i < 3; i++) {
        internet.now(internet.now().plusSeconds(60));
        assertThat(catchThrowable(() -> trust.names().resolve(OTHER))).isNotNull();
        assertThat(trust.health().status()).isNotEqualTo(Status.DOWN);
      }
      isRootAsked.join();
      becomes(trust, Status.DEGRADED); // no name has been answered for two minutes
      upstream.isHarmed = asked -> false;
      resolved(trust, OTHER);
      becomes(trust, Status.UP);
    }
  }
}
