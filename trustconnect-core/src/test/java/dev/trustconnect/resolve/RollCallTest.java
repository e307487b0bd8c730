package dev.trustconnect.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** An upstream fails only if it answers nothing, and asking it costs one question at a time. */
class RollCallTest {
  private final ExchangeException refused =
      new ExchangeException(Reason.UPSTREAM_UNREACHABLE, "test", null);

  private final List<CompletableFuture<Message>> asked = new ArrayList<>();
  private final List<Runnable> alarms = new ArrayList<>();
  private final List<String> metered = new ArrayList<>();
  private final RollCall rollCall =
      new RollCall(
          List.of(new Asked()),
          new ResolverEvents(
              new AuditTrail(List.of()),
              host -> false,
              () -> Instant.EPOCH,
              new ResolverMeter() {
                @Override
                public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
                  metered.add(upstream + " " + failure);
                }
              }),
          (nanos, task) -> {
            alarms.add(task);
            return new CompletableFuture<>();
          },
          () -> 0,
          1_000);

  /** An upstream whose answers the test gives. */
  private final class Asked implements DnsExchange {
    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      CompletableFuture<Message> reply = new CompletableFuture<>();
      asked.add(reply);
      return reply;
    }

    @Override
    public String label() {
      return "test";
    }

    @Override
    public void close() {}
  }

  private static Message reply(int rcode) {
    Message reply = new Message();
    reply.getHeader().setRcode(rcode);
    return reply;
  }

  @Test
  void failedQuestionIsAFailureUntilAnAnswerArrives() {
    rollCall.askAll();
    assertThat(rollCall.failure(0)).isEmpty();
    asked.get(0).completeExceptionally(refused);
    assertThat(rollCall.failure(0)).contains(Reason.UPSTREAM_UNREACHABLE);

    rollCall.answered(0, reply(Rcode.SERVFAIL));
    assertThat(rollCall.failure(0)).as("it has no answer").isPresent();
    rollCall.answered(0, reply(Rcode.NXDOMAIN));

    assertThat(rollCall.failure(0)).isEmpty();
    assertThat(metered).containsExactly("test " + Reason.UPSTREAM_UNREACHABLE);
  }

  @Test
  void answerToAnotherQuestionOutweighsTheFailure() {
    rollCall.askAll();
    rollCall.answered(0, reply(Rcode.NOERROR));

    asked.get(0).completeExceptionally(refused);

    assertThat(rollCall.failure(0)).isEmpty();
  }

  @Test
  void silenceEndsAtTheTimeLimit() {
    rollCall.askAll();

    alarms.get(0).run();

    assertThat(rollCall.failure(0)).contains(Reason.UPSTREAM_TIMEOUT);
    assertThat(asked.get(0)).isCancelled();
    assertThat(metered).containsExactly("test " + Reason.UPSTREAM_TIMEOUT);
  }

  @Test
  void oneQuestionIsAskedAtATimeAndThoseThatFailedAreAskedAgain() {
    rollCall.askFailed();
    assertThat(asked).isEmpty();
    rollCall.askAll();
    rollCall.askAll();
    assertThat(asked).hasSize(1);
    asked.get(0).complete(reply(Rcode.SERVFAIL));
    assertThat(rollCall.failure(0)).contains(Reason.UPSTREAM_RCODE);

    rollCall.askFailed();
    rollCall.askFailed();
    assertThat(asked).hasSize(2);
    asked.get(1).complete(reply(Rcode.NOERROR));

    assertThat(rollCall.failure(0)).isEmpty();
    rollCall.askFailed();
    assertThat(asked).hasSize(2);
  }

  @Test
  void closedUpstreamIsNoFailure() {
    rollCall.askAll();

    asked.get(0).completeExceptionally(new ExchangeException(Reason.UPSTREAM_CLOSED, "test", null));

    assertThat(rollCall.failure(0)).isEmpty();
  }
}
