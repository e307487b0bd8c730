package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.cli.watch.Webhook.Answer;
import dev.trustconnect.cli.watch.Webhook.Message;
import dev.trustconnect.watch.WatchEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** A receiver that is a list, and pauses that only move the clock. */
class WebhookTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private final List<Message> received = new ArrayList<>();
  private final List<Message> attempts = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Instant now = START;
  private Supplier<Optional<Answer>> receiver = () -> Optional.of(answer(204));

  private final Webhook webhook =
      new Webhook(
          "https://hooks.example.test",
          WebhookSecret.of("whsec_" + Base64.getEncoder().encodeToString(KEY)),
          new Webhook.Post() {
            @Override
            public Answer send(Message message) throws IOException {
              attempts.add(message);
              Answer answer =
                  receiver.get().orElseThrow(() -> new IOException("connection refused"));
              if (answer.isSuccess()) {
                received.add(message);
              }
              return answer;
            }

            @Override
            public void close() {}
          },
          new InstantSource() {
            @Override
            public Instant instant() {
              return now;
            }
          },
          pause -> {
            pauses.add(pause);
            now = now.plus(pause);
          },
          notes::add);

  private static Answer answer(int status) {
    return new Answer(status, Duration.ZERO);
  }

  private static WatchEvent event() {
    return TestEvent.of(InstantSource.fixed(START));
  }

  /** As a receiver would, by the text of Standard Webhooks. */
  private static String expected(Message message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    String signed = message.id() + "." + message.timestamp() + "." + message.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aMessageIsSignedAndHasTheIdOfTheEvent() throws Exception {
    WatchEvent event = event();
    webhook.accept(event);
    assertThat(received).hasSize(1);
    Message message = received.get(0);
    assertThat(message.id()).isEqualTo(event.id());
    assertThat(message.timestamp()).isEqualTo(START.getEpochSecond());
    assertThat(message.body()).isEqualTo(event.toJson());
    assertThat(message.signature()).isEqualTo(expected(message));
    assertThat(webhook.delivered()).isEqualTo(1);
    assertThat(notes).isEmpty();
  }

  @Test
  void aRefusedEventIsTriedFiveTimesWithOneIdAndThenGivenUp() throws Exception {
    receiver = () -> Optional.of(answer(400));
    WatchEvent event = event();
    assertThatThrownBy(() -> webhook.accept(event)).hasMessageContaining("it answered 400");
    assertThat(attempts).hasSize(5).extracting(Message::id).containsOnly(event.id());
    assertThat(attempts).extracting(Message::timestamp).doesNotHaveDuplicates();
    for (Message attempt : attempts) {
      assertThat(attempt.signature()).isEqualTo(expected(attempt));
    }
    assertThat(pauses).hasSize(4).isSorted();
    assertThat(webhook.lost()).isEqualTo(1);
    assertThat(webhook.failedAttempts()).isEqualTo(5);
    assertThat(notes).hasSize(1).first().asString().contains("is given up after 5 tries");
  }

  @Test
  void aRedirectIsARefusal() {
    receiver = () -> Optional.of(answer(307));
    assertThatThrownBy(() -> webhook.accept(event())).hasMessageContaining("it answered 307");
    assertThat(attempts).hasSize(5);
  }

  @Test
  void aReceiverThatIsDownForAnHourGetsEveryEventInOrderAfterwards() throws Exception {
    Instant up = START.plus(Duration.ofHours(1));
    receiver = () -> now.isBefore(up) ? Optional.empty() : Optional.of(answer(200));
    List<WatchEvent> events = List.of(event(), event(), event());
    for (WatchEvent event : events) {
      webhook.accept(event);
    }
    assertThat(received)
        .extracting(Message::id)
        .containsExactlyElementsOf(events.stream().map(WatchEvent::id).toList());
    assertThat(now).isBetween(up, up.plus(Duration.ofMinutes(5)));
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0)).contains("can't be reached: connection refused");
    assertThat(notes.get(1)).contains("receives events again");
    assertThat(webhook.lost()).isZero();
  }

  @Test
  void aServerErrorAndATooManyAreTemporary() throws Exception {
    List<Integer> statuses = new ArrayList<>(List.of(503, 500, 429, 408, 502, 504, 503, 200));
    receiver = () -> Optional.of(answer(statuses.remove(0)));
    webhook.accept(event());
    assertThat(received).hasSize(1);
  }

  @Test
  void retryAfterIsHonouredForAtMostAnHour() throws Exception {
    List<Answer> answers =
        new ArrayList<>(
            List.of(
                new Answer(429, Duration.ofSeconds(90)),
                new Answer(503, Duration.ofDays(7)),
                answer(200)));
    receiver = () -> Optional.of(answers.remove(0));
    webhook.accept(event());
    assertThat(pauses).containsExactly(Duration.ofSeconds(90), Duration.ofHours(1));
  }

  @Test
  void anEventThatTheEndInterruptsIsCountedAndNoted() {
    receiver =
        () -> {
          Thread.currentThread().interrupt(); // as a closed watch does during the call
          return Optional.empty();
        };
    WatchEvent event = event();
    assertThatThrownBy(() -> webhook.accept(event)).isInstanceOf(InterruptedException.class);
    assertThat(webhook.lost()).isEqualTo(1);
    assertThat(notes).hasSize(1).first().asString().contains(event.id(), "wasn't delivered");
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(retryAfter("120")).isEqualTo(Duration.ofMinutes(2));
    assertThat(retryAfter("Mon, 01 Jun 2026 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
    assertThat(retryAfter("Mon, 01 Jun 2026 11:00:00 GMT")).isZero();
    assertThat(retryAfter("soon")).isZero();
    assertThat(retryAfter("-1")).isZero();
  }

  private static Duration retryAfter(String value) {
    return WebhookClient.retryAfter(Headers.of("Retry-After", value), START);
  }
}
