package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.SignedWorld;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that throw and block. */
@Timeout(60)
class DeliveryTest {
  private final WatchState state = WatchState.inMemory();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private WatchEvent event(String summary) {
    WatchEvent event =
        new WatchEvent(
            state.nextId(),
            WatchEvent.Kind.ENDPOINT_CHANGED,
            SignedWorld.NOW,
            "api.example.test:443",
            summary,
            new WatchEvent.Details(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                1,
                1,
                false));
    state.happened(event, null, null, List.of(), "");
    return event;
  }

  @Test
  void aListenerThatThrowsGetsTheNextEventAndTheLossIsCounted() throws Exception {
    WatchListener hostile =
        event -> {
          received.add(event.summary());
          if (event.summary().equals("1")) {
            throw new StackOverflowError("hostile");
          }
        };
    try (Delivery delivery = new Delivery("hook", hostile, state)) {
      delivery.start();
      delivery.offer(event("1"));
      delivery.offer(event("2"));
      assertThat(received.take()).isEqualTo("1");
      assertThat(received.take()).isEqualTo("2");
      assertThat(delivery.lost()).isEqualTo(1);
    }
  }

  @Test
  void aListenerThatBlocksLosesTheOldestEventsAndDelaysNobody() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    WatchListener slow =
        event -> {
          entered.countDown();
          go.await();
          received.add(event.summary());
        };
    try (Delivery delivery = new Delivery("slow", slow, state)) {
      delivery.start();
      delivery.offer(event("first"));
      entered.await();
      for (int i = 0; i < 1_005; i++) {
        delivery.offer(event("e" + i)); // returns, although the listener doesn't
      }
      assertThat(delivery.lost()).isEqualTo(5);
      go.countDown();
      assertThat(received.take()).isEqualTo("first");
      assertThat(received.take()).isEqualTo("e5");
    }
  }

  /** The state may be closed by then, and couldn't note it. */
  @Test
  void anEventThatWaitsWhenTheWatchEndsIsOwedAndNotGiven() throws Exception {
    BlockingQueue<Thread> entered = new LinkedBlockingQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    WatchListener stubborn =
        event -> {
          entered.add(Thread.currentThread());
          while (go.getCount() > 0) {
            Thread.onSpinWait(); // an interrupt doesn't end it
          }
          received.add(event.summary());
        };
    Delivery delivery = new Delivery("stubborn", stubborn, state);
    delivery.start();
    delivery.offer(event("given"));
    WatchEvent waiting = event("waiting");
    delivery.offer(waiting);
    Thread giving = entered.take();
    Thread.currentThread().interrupt(); // close() doesn't use its two seconds
    delivery.close();
    assertThat(Thread.interrupted()).isTrue();
    go.countDown();
    giving.join();

    assertThat(received).containsExactly("given");
    assertThat(state.owed("stubborn")).containsExactly(waiting);
  }

  @Test
  void anEventIsNotedBeforeItIsGiven() throws Exception {
    try (Delivery first = new Delivery("hook", event -> received.add("first"), state)) {
      first.start();
    }
    WatchEvent owed = event("owed");
    assertThat(state.owed("hook")).containsExactly(owed);
    BlockingQueue<List<WatchEvent>> owedThen = new LinkedBlockingQueue<>();
    try (Delivery second = new Delivery("hook", event -> owedThen.add(state.owed("hook")), state)) {
      second.start();
      assertThat(owedThen.take()).isEmpty();
    }
  }
}
