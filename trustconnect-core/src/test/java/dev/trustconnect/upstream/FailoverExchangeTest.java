package dev.trustconnect.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.LoopbackDoh;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class FailoverExchangeTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final InstantSource clock = () -> now;
  private final Scripted a = new Scripted("a.example");
  private final Scripted b = new Scripted("b.example");
  private final Scripted c = new Scripted("c.example");
  private final FailoverExchange all = new FailoverExchange(List.of(a, b, c), clock);

  @Test
  void healthyUpstreamIsTheOnlyOneAsked() {
    assertThat(ask()).isEqualTo("a.example");
    assertThat(ask()).isEqualTo("a.example");

    assertThat(b.asked + c.asked).isZero();
  }

  @Test
  void nextOneIsAskedWhenOneFails() {
    a.fails(Reason.UPSTREAM_TLS);

    assertThat(ask()).isEqualTo("b.example");
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
  void nextOneIsAskedWhenOneRefuses(int rcode) {
    a.says(rcode);

    assertThat(ask()).isEqualTo("b.example");
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.NXDOMAIN, Rcode.YXDOMAIN})
  void denialIsAnAnswer(int rcode) {
    a.says(rcode);

    assertThat(ask()).isEqualTo("a.example");
    assertThat(b.asked).isZero();
  }

  @Test
  void refusalOfAllIsTheFirstOnesAnswer() {
    a.says(Rcode.SERVFAIL);
    b.fails(Reason.UPSTREAM_TIMEOUT);
    c.says(Rcode.REFUSED);

    DnsReply reply = all.ask(Name.root, Type.NS, TEN_SECONDS).join();

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.upstream()).isEqualTo("a.example");
  }

  @Test
  void failureOfAllTellsAllAndHasTheMostTellingReason() {
    a.fails(Reason.UPSTREAM_TLS);
    b.fails(Reason.UPSTREAM_TIMEOUT);
    c.fails(Reason.UPSTREAM_CONTENT_TYPE);

    assertThatThrownBy(() -> all.ask(Name.root, Type.NS, TEN_SECONDS).join())
        .cause()
        .hasMessageContainingAll("a.example", "b.example", "c.example")
        .isInstanceOfSatisfying(
            ExchangeException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UPSTREAM_TIMEOUT));
  }

  @Test
  void failedOneIsAskedLastForAWhileAndThenAgain() {
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    assertThat(ask()).isEqualTo("b.example");
    assertThat(ask()).isEqualTo("b.example");
    assertThat(a.asked).isEqualTo(1);

    now = now.plusSeconds(1);
    assertThat(ask()).isEqualTo("a.example");
    assertThat(ask()).isEqualTo("a.example");
  }

  /** Else the preferred one would be passed over until the clock has caught up with its failure. */
  @Test
  void pauseDoesNotLastAsLongAsTheClockWasSetBack() {
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    assertThat(ask()).isEqualTo("b.example");
    now = now.minus(Duration.ofDays(2));
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    assertThat(ask()).isEqualTo("b.example");
    assertThat(ask()).isEqualTo("b.example");
    assertThat(a.asked).as("tried once, then paused again").isEqualTo(2);

    now = now.plusSeconds(2);
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void pauseDoublesAndEndsAtFiveMinutes() {
    List<Long> pauses = new ArrayList<>();
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    ask();
    while (pauses.size() < 11) {
      a.fails(Reason.UPSTREAM_UNREACHABLE); // the next time it is tried
      int before = a.asked;
      long seconds = 0;
      while (a.asked == before) {
        now = now.plusSeconds(1);
        seconds++;
        ask();
      }
      pauses.add(seconds);
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
  }

  @Test
  void oneQuestionTriesTheFailedOneForAllOthers() {
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    ask();
    now = now.plusSeconds(1);
    a.holds();

    CompletableFuture<DnsReply> trying = all.ask(Name.root, Type.NS, TEN_SECONDS);

    assertThat(ask()).isEqualTo("b.example");
    assertThat(a.asked).isEqualTo(2);
    a.letGo();
    assertThat(trying.join().upstream()).isEqualTo("a.example");
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void questionsThatFailTogetherAreOneFailure() {
    a.holds();
    a.holds();
    CompletableFuture<DnsReply> one = all.ask(Name.root, Type.NS, TEN_SECONDS);
    CompletableFuture<DnsReply> two = all.ask(Name.root, Type.SOA, TEN_SECONDS);
    a.drop(Reason.UPSTREAM_UNREACHABLE);
    a.drop(Reason.UPSTREAM_UNREACHABLE);
    assertThat(one.join().upstream()).isEqualTo("b.example");
    assertThat(two.join().upstream()).isEqualTo("b.example");

    now = now.plusSeconds(1); // and not two
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void whenAllHaveFailedTheLeastRecentIsAskedFirst() {
    a.fails(Reason.UPSTREAM_UNREACHABLE);
    ask();
    now = now.plusMillis(100);
    b.fails(Reason.UPSTREAM_UNREACHABLE);
    ask();
    now = now.plusMillis(100);
    c.fails(Reason.UPSTREAM_UNREACHABLE);
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void retryAfterIsRespected() {
    a.fails(
        new ExchangeException(
            Reason.UPSTREAM_HTTP_STATUS, "a.example: 429", null, Duration.ofSeconds(90)));
    assertThat(ask()).isEqualTo("b.example");

    now = now.plusSeconds(89);
    assertThat(ask()).isEqualTo("b.example");
    now = now.plusSeconds(1);
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void retryAfterOfYearsIsAnHour() {
    a.fails(
        new ExchangeException(
            Reason.UPSTREAM_HTTP_STATUS, "a.example: 503", null, Duration.ofDays(3_650)));
    ask();

    now = now.plus(Duration.ofHours(1));
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void refusingOneNameIsNotHeldAgainstAnUpstream() {
    a.says(Rcode.SERVFAIL);
    ask();
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void refusingWhatOthersAnswerThreeTimesInARowIs() {
    for (int i = 0; i < 3; i++) {
      a.says(Rcode.REFUSED);
      assertThat(ask()).isEqualTo("b.example");
    }
    assertThat(ask()).isEqualTo("b.example");
    assertThat(a.asked).isEqualTo(3);
  }

  @Test
  void nameThatNobodyAnswersIsHeldAgainstNobody() {
    for (int i = 0; i < 5; i++) {
      a.says(Rcode.SERVFAIL);
      b.says(Rcode.SERVFAIL);
      c.says(Rcode.SERVFAIL);
      ask();
    }
    assertThat(ask()).isEqualTo("a.example");
  }

  @Test
  void suspectIsAskedLast() {
    all.suspect("a.example");
    all.suspect("unheard.of.example");

    assertThat(ask()).isEqualTo("b.example");
    assertThat(all.upstreams())
        .extracting(DnsExchange::label)
        .containsExactly("b.example", "c.example", "a.example");
    assertThat(a.asked).isZero();
  }

  @Test
  void eachUpstreamCanBeAskedAlone() {
    for (DnsExchange one : all.upstreams()) {
      assertThat(one.ask(Name.root, Type.NS, TEN_SECONDS).join().upstream()).isEqualTo(one.label());
      assertThat(one.upstreams()).containsExactly(one);
    }
  }

  @Test
  void timeIsShared() {
    a.fails(Reason.UPSTREAM_TIMEOUT);
    b.fails(Reason.UPSTREAM_TIMEOUT);
    ask();

    assertThat(a.timeout).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_334));
    assertThat(b.timeout).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(c.timeout).isBetween(Duration.ofSeconds(2), TEN_SECONDS);
  }

  @Test
  void cancellingReachesTheUpstreamAndAsksNobodyElse() {
    a.holds();
    CompletableFuture<DnsReply> asked = all.ask(Name.root, Type.NS, TEN_SECONDS);

    assertThat(asked.cancel(true)).isTrue();

    assertThat(a.held.remove()).isCancelled();
    assertThat(b.asked).isZero();
    assertThat(ask()).isEqualTo("a.example"); // and it isn't held against it
  }

  @Test
  void closingClosesAll() {
    all.close();

    assertThat(List.of(a.closed, b.closed, c.closed)).containsOnly(true);
  }

  @Test
  void labelsAreUnique() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailoverExchange(List.of(a, new Scripted("a.example")), clock))
        .withMessageContaining("a.example");
    assertThatIllegalArgumentException().isThrownBy(() -> new FailoverExchange(List.of(), clock));
  }

  @Test
  void realServerTakesOverFromOneThatIsGone() {
    LoopbackDoh gone = LoopbackDoh.start(FailoverExchangeTest::echo);
    gone.close();
    try (LoopbackDoh here = LoopbackDoh.start(FailoverExchangeTest::echo);
        FailoverExchange two =
            FailoverExchange.open(List.of(gone.upstream(), here.upstream()), clock)) {
      DnsReply reply = two.ask(Name.root, Type.NS, Duration.ofSeconds(20)).join();

      assertThat(reply.upstream()).isEqualTo("127.0.0.1:" + here.port());
    }
  }

  private String ask() {
    return all.ask(Name.root, Type.NS, TEN_SECONDS).join().upstream();
  }

  private static Message echo(Message query) {
    Message response = query.clone();
    response.getHeader().setFlag(Flags.QR);
    return response;
  }

  /** An upstream that answers well unless the script says otherwise. */
  private static final class Scripted implements DnsExchange {
    private final String label;
    private final Deque<Object> script = new ArrayDeque<>();
    private final Deque<CompletableFuture<DnsReply>> held = new ArrayDeque<>();
    private @Nullable Duration timeout;
    private int asked;
    private boolean closed;

    private Scripted(String label) {
      this.label = label;
    }

    private void fails(Reason reason) {
      fails(new ExchangeException(reason, label + ": " + reason, null));
    }

    private void fails(ExchangeException failure) {
      script.add(failure);
    }

    private void says(int rcode) {
      script.add(rcode);
    }

    private void holds() {
      script.add("hold");
    }

    private void letGo() {
      held.remove().complete(reply(Rcode.NOERROR));
    }

    private void drop(Reason reason) {
      held.remove().completeExceptionally(new ExchangeException(reason, label, null));
    }

    private DnsReply reply(int rcode) {
      Message message = new Message(0);
      message.getHeader().setFlag(Flags.QR);
      message.getHeader().setRcode(rcode);
      return new DnsReply(message, label);
    }

    @Override
    public CompletableFuture<DnsReply> ask(Name name, int type, Duration limit) {
      asked++;
      timeout = limit;
      Object next = script.isEmpty() ? Rcode.NOERROR : script.remove();
      if (next instanceof ExchangeException failure) {
        return CompletableFuture.failedFuture(failure);
      }
      if (next instanceof Integer rcode) {
        return CompletableFuture.completedFuture(reply(rcode));
      }
      CompletableFuture<DnsReply> open = new CompletableFuture<>();
      held.add(open);
      return open;
    }

    @Override
    public String label() {
      return label;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
