package dev.trustconnect.cli.watch;

import dev.trustconnect.watch.WatchEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends events to a webhook, one after the other, signed as Standard Webhooks 1.0 defines it. For
 * one thread at a time; the counts may be read on any.
 *
 * <p>An event that the receiver refuses is tried five times and then given up. While the receiver
 * can't be reached, the event is kept and tried again, and those behind it wait: the order stays,
 * and what happened meanwhile arrives when the receiver is back. Each attempt has the same id and
 * the time of the attempt.
 */
final class Webhook implements Receiver {
  static final int TRIES = 5;
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5));

  private final String shown;
  private final WebhookSecret secret;
  private final Post post;
  private final InstantSource clock;
  private final Pause pause;
  private final Notes notes;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private boolean isDown;

  /** One message, ready to be sent; its body is ASCII. */
  record Message(String id, long timestamp, String signature, String body) {}

  /**
   * The receiver's answer.
   *
   * @param retryAfter how long it asks to be left alone; zero if it doesn't say
   */
  record Answer(int status, Duration retryAfter) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /** Whether it may take the same message later. */
    boolean isTemporary() {
      return status >= 500 || status == 408 || status == 425 || status == 429;
    }
  }

  /** Sends a message once. Blocks, with a limit. */
  interface Post extends AutoCloseable {
    /**
     * Sends it.
     *
     * @throws IOException if there is no answer, or the gates refuse the receiver
     */
    Answer send(Message message) throws IOException;

    @Override
    void close();
  }

  /** Waits before the next attempt. */
  @FunctionalInterface
  interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * A webhook.
   *
   * @param shown what notes call it: the URL's path may be a secret
   */
  Webhook(
      String shown,
      WebhookSecret secret,
      Post post,
      InstantSource clock,
      Pause pause,
      Notes notes) {
    this.shown = shown;
    this.secret = secret;
    this.post = post;
    this.clock = clock;
    this.pause = pause;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void accept(WatchEvent event) throws IOException, InterruptedException {
    try {
      deliver(event);
    } catch (InterruptedException closing) {
      lost.incrementAndGet();
      notes.note("webhook " + shown + ": event " + event.id() + " wasn't delivered before the end");
      throw closing;
    }
  }

  private void deliver(WatchEvent event) throws IOException, InterruptedException {
    String body = event.toJson();
    int refused = 0;
    int unanswered = 0;
    while (true) {
      Attempt attempt = attempt(event.id(), body);
      if (attempt.problem().isEmpty()) {
        delivered(event);
        return;
      }
      failed.incrementAndGet();
      if (attempt.isTemporary()) {
        unanswered++;
      } else {
        refused++;
      }
      if (refused == TRIES) {
        throw givenUp(event, attempt.problem());
      }
      if (unanswered >= TRIES) {
        down(attempt.problem());
      }
      await(attempt, refused + unanswered);
    }
  }

  @Override
  public void once(WatchEvent event) throws IOException, InterruptedException {
    Attempt attempt = attempt(event.id(), event.toJson());
    if (!attempt.problem().isEmpty()) {
      throw new IOException(attempt.problem());
    }
  }

  private record Attempt(String problem, boolean isTemporary, Duration retryAfter) {}

  private Attempt attempt(String id, String body) throws InterruptedException {
    long now = clock.instant().getEpochSecond();
    try {
      Answer answer = post.send(new Message(id, now, secret.signature(id, now, body), body));
      return new Attempt(
          answer.isSuccess() ? "" : "it answered " + answer.status(),
          answer.isTemporary(),
          answer.retryAfter());
    } catch (IOException failure) {
      if (Thread.interrupted()) {
        throw new InterruptedException("closed");
      }
      return new Attempt(String.valueOf(failure.getMessage()), true, Duration.ZERO);
    }
  }

  private void delivered(WatchEvent event) {
    delivered.incrementAndGet();
    if (isDown) {
      isDown = false;
      notes.note("webhook " + shown + " receives events again; the first is " + event.id());
    }
  }

  private IOException givenUp(WatchEvent event, String problem) {
    lost.incrementAndGet();
    String message =
        "webhook " + shown + ": event " + event.id() + " is given up after 5 tries: " + problem;
    notes.note(message);
    return new IOException(message);
  }

  private void down(String problem) {
    if (!isDown) {
      isDown = true;
      notes.note(
          "webhook "
              + shown
              + " can't be reached: "
              + problem
              + "; events wait in order, and it is tried again every 5 minutes");
    }
  }

  private void await(Attempt attempt, int attempts) throws InterruptedException {
    Duration usual = PAUSES.get(Math.min(attempts, PAUSES.size()) - 1);
    Duration asked = attempt.retryAfter();
    Duration capped = asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    pause.pause(capped.compareTo(usual) > 0 ? capped : usual);
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public long lost() {
    return lost.get();
  }

  @Override
  public long failedAttempts() {
    return failed.get();
  }

  @Override
  public void close() {
    post.close();
  }
}
