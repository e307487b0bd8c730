package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.UpstreamChanged;
import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.audit.AuditEvent.UpstreamsDisagree;
import dev.trustconnect.audit.AuditEvent.UpstreamsFailed;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** An attack that another upstream repelled leaves a trace, and so does every failure. */
class UpstreamEventsTest {
  private static final Instant NOW = SignedWorld.NOW;
  private static final AuditEvent END = new AuditEvent.PoliciesReplaced(NOW, "STANDARD", List.of());

  private final HandTime time = new HandTime(NOW);
  private final WorldExchange one = new WorldExchange("one", WORLD);
  private final WorldExchange two = new WorldExchange("two", WORLD);
  private final BlockingQueue<AuditEvent> delivered = new LinkedBlockingQueue<>();
  private final AuditTrail trail = new AuditTrail(List.of(delivered::add));
  private final TrustedResolver resolver =
      resolver(time, one, two)
          .audit(trail, host -> host.ascii().equals("www.example.test"))
          .build();

  @AfterEach
  void close() {
    resolver.close();
    trail.close();
  }

  private Verdict verdict(String name) {
    return resolver.lookup(a(name)).answer().verdict();
  }

  /** All events so far: what the trail delivers before an event of the test's own. */
  private List<AuditEvent> events() throws InterruptedException {
    trail.record(() -> END);
    List<AuditEvent> events = new ArrayList<>();
    for (AuditEvent next = delivered.take(); next != END; next = delivered.take()) {
      events.add(next);
    }
    return events;
  }

  private static UpstreamChanged putAside(Reason reason, Duration pause, String name) {
    return new UpstreamChanged(
        NOW, "one", Change.PUT_ASIDE, Optional.of(reason), Optional.of(NOW.plus(pause)), name);
  }

  @Test
  void upstreamsThatAgreeLeaveNoEvent() throws InterruptedException {
    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(events()).isEmpty();
  }

  @Test
  void strippedSignaturesAreReported() throws InterruptedException {
    one.world(WORLD.harm(Harm.dropAllRrsigs()));

    Verdict secure = verdict("www.example.test");

    assertThat(secure).isInstanceOf(Verdict.Secure.class);
    List<AuditEvent> events = events();
    assertThat(events).hasSize(2);
    UpstreamsDisagree disagree = (UpstreamsDisagree) events.get(0);
    assertThat(disagree)
        .isEqualTo(
            new UpstreamsDisagree(
                NOW, "one", disagree.reason(), "two", "SECURE", true, "www.example.test"));
    assertThat(disagree.reason().kind()).isEqualTo(Reason.Kind.BOGUS);
    assertThat(events.get(1))
        .isEqualTo(putAside(disagree.reason(), Duration.ofSeconds(30), "www.example.test"));
  }

  @Test
  void forgedAnswerThatAnotherUpstreamDisprovesIsReported() throws InterruptedException {
    one.world(WORLD.harm(Harm.expire("www.example.test", Type.A)));

    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(events())
        .containsExactly(
            new UpstreamsDisagree(
                NOW, "one", Reason.SIGNATURE_EXPIRED, "two", "SECURE", false, "www.example.test"),
            putAside(Reason.SIGNATURE_EXPIRED, Duration.ofSeconds(30), "www.example.test"));
  }

  @Test
  void namesThatNoPolicyCoversStayOut() throws InterruptedException {
    one.world(WORLD.harm(Harm.expire("w1.example.test", Type.A)));

    assertThat(verdict("w1.example.test")).isInstanceOf(Verdict.Secure.class);
    assertThat(events())
        .containsExactly(
            new UpstreamsDisagree(NOW, "one", Reason.SIGNATURE_EXPIRED, "two", "SECURE", false, ""),
            putAside(Reason.SIGNATURE_EXPIRED, Duration.ofSeconds(30), ""));
  }

  @Test
  void deadUpstreamIsPutAsideOnceAndComesBack() throws InterruptedException {
    one.down(true);
    verdict("www.example.test");
    verdict("w1.example.test");
    assertThat(events())
        .containsExactly(
            putAside(Reason.UPSTREAM_UNREACHABLE, Duration.ofSeconds(30), "www.example.test"));

    one.down(false);
    time.pass(Duration.ofSeconds(30));
    verdict("w2.example.test");
    assertThat(events())
        .containsExactly(
            new UpstreamChanged(
                NOW.plusSeconds(30),
                "one",
                Change.CAME_BACK,
                Optional.empty(),
                Optional.empty(),
                ""));
  }

  @Test
  void retryAfterPutsAside() throws InterruptedException {
    one.retryAfter(Duration.ofSeconds(90));
    verdict("www.example.test");

    assertThat(events())
        .contains(
            putAside(Reason.UPSTREAM_HTTP_STATUS, Duration.ofSeconds(90), "www.example.test"));
  }

  @Test
  void failureOfAllNamesEachUpstreamInEventAndRefusal() throws Exception {
    one.down(true);
    two.world(WORLD.harm(Harm.rcode("www.example.test", Type.A, Rcode.SERVFAIL)));
    List<UpstreamFailure> failures =
        List.of(
            new UpstreamFailure("one", Reason.UPSTREAM_UNREACHABLE),
            new UpstreamFailure("two", Reason.UPSTREAM_RCODE));

    Lookup lookup = resolver.lookup(a("www.example.test"));
    assertThat(lookup.answer().verdict()).isInstanceOf(Verdict.Indeterminate.class);
    assertThat(lookup.failures()).isEqualTo(failures);
    assertThat(events()).contains(new UpstreamsFailed(NOW, failures, "www.example.test"));
  }

  @Test
  void refusalNamesEachUpstreamWithItsReason() {
    one.down(true);
    two.down(true);

    UntrustedNameException refused =
        catchThrowableOfType(
            UntrustedNameException.class, () -> resolver.resolve("www.example.test"));

    assertThat(refused.getMessage())
        .contains("(upstreams: one upstream.unreachable, two upstream.unreachable); wanted ");
  }

  @Test
  void refusalFromTheCacheNamesThemToo() {
    one.down(true);
    two.down(true);
    String first =
        catchThrowableOfType(
                UntrustedNameException.class, () -> resolver.resolve("www.example.test"))
            .getMessage();
    one.down(false);
    two.down(false);

    UntrustedNameException cached =
        catchThrowableOfType(
            UntrustedNameException.class, () -> resolver.resolve("www.example.test"));

    assertThat(cached).hasMessage(first);
  }

  @Test
  void nameThatIsBogusEverywhereIsNoFailureOfUpstreams() throws InterruptedException {
    SignedWorld broken = WORLD.harm(KeyHarm.wrongDigest("example.test"));
    one.world(broken);
    two.world(broken);

    assertThat(verdict("www.example.test")).isInstanceOf(Verdict.Bogus.class);
    assertThat(events()).isEmpty();
  }

  @Test
  void closingIsNoFailureOfUpstreams() throws InterruptedException {
    one.hold();
    var unused = resolver.lookupAsync(a("www.example.test"));
    resolver.close();

    assertThat(events()).isEmpty();
  }
}
