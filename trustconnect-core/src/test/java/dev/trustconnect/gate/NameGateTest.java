package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** When a lookup ends early, its questions end too and a waiting thread wakes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NameGateTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final SilentNames names = new SilentNames();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      TrustConnect.builder()
          .dnsExchanges(names)
          .anchors(internet.world().anchors())
          .clock(internet::now)
          .resolveTimeout(Duration.ofMinutes(2))
          .policy(TestInternet.policy(HOST).build())
          .audit(events::add)
          .build();

  @AfterEach
  void close() {
    trust.close();
  }

  /** An upstream that never answers. */
  private static final class SilentNames implements DnsExchange {
    private final List<CompletableFuture<Message>> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      CompletableFuture<Message> answer = new CompletableFuture<>();
      asked.add(answer);
      begun.countDown();
      return answer;
    }

    private void awaitQuestion() throws InterruptedException {
      begun.await();
    }

    /** Waits for it: the resolver cancels them on a thread of its own. */
    private void areCancelled() {
      assertThat(asked)
          .isNotEmpty()
          .allSatisfy(
              question ->
                  assertThat(catchThrowable(question::join))
                      .isInstanceOf(CancellationException.class));
    }

    @Override
    public String label() {
      return "silent names";
    }

    @Override
    public void close() {}
  }

  @Test
  void cancelledLookupEndsItsQuestions() throws InterruptedException {
    CompletableFuture<Resolution> lookup = trust.names().resolveAsync(HOST);
    names.awaitQuestion(); // the resolver asks on a thread of its own
    assertThat(names.asked).isNotEmpty().noneMatch(CompletableFuture::isDone);

    lookup.cancel(true);

    names.areCancelled();
  }

  /** The clock goes on by as much as is waited for; nothing waits. */
  private static final class WaitedTime implements ConnectDeadline.Time {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, long atMost) {
      nanos += atMost;
      return queue.poll();
    }
  }

  @Test
  void deadlineOfAConnectionCoversItsLookup() {
    ProvenConnector connector = new ProvenConnector(trust.names(), Runnable::run, internet::now);
    ConnectDeadline deadline =
        new ConnectDeadline(new WaitedTime(), Duration.ofSeconds(1), () -> false);

    assertThatThrownBy(() -> connector.connect(HostName.parse(HOST), 443, null, deadline))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void interruptedThreadIsRefusedAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    Throwable thrown = catchThrowable(() -> trust.names().resolve(HOST));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(UntrustedNameException.class);
    UntrustedNameException refused = (UntrustedNameException) thrown;
    assertThat(refused.reason()).isEqualTo(Reason.RESOLVE_CANCELLED);
    assertThat(refused.refused()).isEqualTo(HOST);
    assertThat(refused).hasCauseInstanceOf(InterruptedException.class);
    names.areCancelled();
    trust.close(); // the trail is at its end
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(((AuditEvent.Judged) event).gate()).isEqualTo(Gate.NAME);
              assertThat(((AuditEvent.Judged) event).reason()).contains(Reason.RESOLVE_CANCELLED);
            });
  }
}
