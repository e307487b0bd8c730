package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 8305 §5 by a clock of the test's own: attempts are made up, and no time passes. */
class ConnectRaceTest {
  private static final InetSocketAddress ONE = at(1);
  private static final InetSocketAddress TWO = at(2);
  private static final InetSocketAddress THREE = at(3);

  private final Clockwork time = new Clockwork();
  private final List<String> begun = new ArrayList<>();
  private final List<Integer> timeouts = new ArrayList<>();
  private final List<Socket> made = new ArrayList<>();
  private final Map<InetSocketAddress, Outcome> world = new HashMap<>();
  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private final DeadAddresses dead = new DeadAddresses(() -> now);
  private boolean oneByOne;
  private boolean givenUp;
  private boolean outOfSockets;

  /** What an address does after a while; one that isn't there swallows packets. */
  private record Outcome(int millis, @Nullable IOException failure) {}

  private static InetSocketAddress at(int number) {
    return new InetSocketAddress("192.0.2." + number, 443);
  }

  private void answers(InetSocketAddress address, int millis) {
    world.put(address, new Outcome(millis, null));
  }

  private void refuses(InetSocketAddress address, int millis) {
    world.put(address, new Outcome(millis, new ConnectException("refused by " + address)));
  }

  private static final class Clockwork implements ConnectDeadline.Time {
    private long nanos;
    private final List<Event> events = new ArrayList<>();

    private record Event(long at, Runnable run) {}

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, long within) {
      long until = nanos + within;
      while (queue.isEmpty()) {
        Event next =
            events.stream()
                .filter(event -> event.at <= until)
                .min((a, b) -> Long.compare(a.at, b.at))
                .orElse(null);
        if (next == null) {
          nanos = until;
          return null;
        }
        nanos = Math.max(nanos, next.at);
        events.remove(next);
        next.run.run();
      }
      return queue.poll();
    }

    private void in(int millis, Runnable run) {
      events.add(new Event(nanos + millis * 1_000_000L, run));
    }

    private long millis() {
      return nanos / 1_000_000;
    }
  }

  private void dial(
      Socket socket, InetSocketAddress to, int millis, Consumer<@Nullable IOException> report) {
    begun.add(to.getAddress().getHostAddress() + " at " + time.millis());
    timeouts.add(millis);
    Outcome outcome = world.get(to);
    if (outcome != null) {
      time.in(outcome.millis, () -> report.accept(outcome.failure));
    }
  }

  private Socket connect(InetSocketAddress... addresses) throws IOException {
    ConnectDeadline deadline = new ConnectDeadline(time, Duration.ofSeconds(10), () -> givenUp);
    return new ConnectRace(
            () -> {
              if (outOfSockets) {
                throw new SocketException("too many open files");
              }
              Socket socket = new Socket();
              made.add(socket);
              return socket;
            },
            this::dial,
            dead,
            deadline,
            oneByOne)
        .run(List.of(addresses));
  }

  @Test
  void addressThatAnswersIsTheOnlyOneTried() throws IOException {
    answers(ONE, 20);

    assertThat(connect(ONE, TWO, THREE)).isSameAs(made.get(0));

    assertThat(begun).containsExactly("192.0.2.1 at 0");
    assertThat(time.millis()).isEqualTo(20);
  }

  @Test
  void nextAddressIsTriedAfter250Milliseconds() throws IOException {
    answers(THREE, 30);

    assertThat(connect(ONE, TWO, THREE)).isSameAs(made.get(2));

    assertThat(begun).containsExactly("192.0.2.1 at 0", "192.0.2.2 at 250", "192.0.2.3 at 500");
    assertThat(time.millis()).isEqualTo(530);
    assertThat(made).extracting(Socket::isClosed).containsExactly(true, true, false);
  }

  @Test
  void nextAddressIsTriedAtOnceAfterAFailure() throws IOException {
    refuses(ONE, 3);
    answers(TWO, 5);

    connect(ONE, TWO, THREE);

    assertThat(begun).containsExactly("192.0.2.1 at 0", "192.0.2.2 at 3");
    assertThat(time.millis()).isEqualTo(8);
    assertThat(made.get(0).isClosed()).isTrue();
  }

  @Test
  void slowAddressMayStillWin() throws IOException {
    answers(ONE, 300);
    answers(TWO, 300);

    assertThat(connect(ONE, TWO)).isSameAs(made.get(0));

    assertThat(made.get(1).isClosed()).isTrue();
  }

  @Test
  void everyFailureIsReported() {
    refuses(ONE, 1);
    refuses(TWO, 1);

    assertThatThrownBy(() -> connect(ONE, TWO))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("192.0.2.2")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("192.0.2.1"));
    assertThat(made).allMatch(Socket::isClosed);
  }

  @Test
  void oneDeadlineBoundsTheWhole() {
    assertThatThrownBy(() -> connect(ONE, TWO, THREE))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("10000 ms");

    assertThat(time.millis()).isEqualTo(10_000);
    assertThat(made).hasSize(3).allMatch(Socket::isClosed);
  }

  @Test
  void cancellingEndsItImmediately() {
    time.in(400, () -> givenUp = true);

    assertThatThrownBy(() -> connect(ONE, TWO))
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");

    assertThat(time.millis()).isLessThanOrEqualTo(450);
    assertThat(made).hasSize(2).allMatch(Socket::isClosed);
  }

  @Test
  void deadAddressIsTriedLastForAWhile() throws IOException {
    answers(TWO, 10);
    connect(ONE, TWO);
    begun.clear();

    connect(ONE, TWO);
    assertThat(begun).hasSize(1).first().asString().startsWith("192.0.2.2");

    begun.clear();
    now = now.plus(Duration.ofMinutes(5));
    connect(ONE, TWO);
    assertThat(begun).first().asString().startsWith("192.0.2.1");
  }

  @Test
  void refusedAddressIsTriedLast() throws IOException {
    refuses(ONE, 1);
    answers(TWO, 1);
    connect(ONE, TWO);
    begun.clear();

    connect(ONE, TWO);

    assertThat(begun).hasSize(1).first().asString().startsWith("192.0.2.2");
  }

  /** One that isn't waited for any more is dead only if it had its 250 milliseconds. */
  @Test
  void addressWithoutEnoughTimeIsNotDead() throws IOException {
    answers(ONE, 499);
    connect(ONE, TWO); // the second one has 249 ms
    begun.clear();
    connect(TWO, THREE, ONE);
    assertThat(begun).first().asString().startsWith("192.0.2.2");
  }

  @Test
  void addressThatDoesNotAnswerFor250MillisecondsIsDead() throws IOException {
    answers(TWO, 0);
    connect(ONE, TWO);
    assertThat(time.millis()).isEqualTo(250);
    begun.clear();

    connect(ONE, TWO);

    assertThat(begun).hasSize(1).first().asString().startsWith("192.0.2.2");
  }

  /** Memory only orders: an address that is up once more is reached. */
  @Test
  void deadAddressIsStillTriedAndForgottenAsDeadOnceItAnswers() throws IOException {
    refuses(ONE, 1);
    assertThatThrownBy(() -> connect(ONE)).isInstanceOf(ConnectException.class);

    answers(ONE, 1);
    connect(ONE);
    begun.clear();
    connect(ONE, TWO);
    assertThat(begun).hasSize(1).first().asString().startsWith("192.0.2.1");
  }

  @Test
  void deadAddressesAreForgottenIfTheClockIsSetBack() throws IOException {
    refuses(ONE, 1);
    answers(TWO, 1);
    connect(ONE, TWO);
    begun.clear();

    now = now.minusSeconds(1);
    connect(ONE, TWO);

    assertThat(begun).first().asString().startsWith("192.0.2.1");
  }

  /** Sockets bound to one port can't be open at the same time. */
  @Test
  void oneByOneEachHasItsShareOfTheTime() throws IOException {
    oneByOne = true;
    answers(TWO, 10);

    assertThat(connect(ONE, TWO)).isSameAs(made.get(1));

    assertThat(begun).containsExactly("192.0.2.1 at 0", "192.0.2.2 at 5000");
    assertThat(made.get(0).isClosed()).isTrue();
  }

  /** The first one reports late that it was closed, which is no reason to end the second. */
  @Test
  void oneByOneTheAttemptBeforeIsOver() throws IOException {
    oneByOne = true;
    refuses(ONE, 3_400);
    answers(TWO, 200);

    assertThat(connect(ONE, TWO, THREE)).isSameAs(made.get(1));

    assertThat(begun).containsExactly("192.0.2.1 at 0", "192.0.2.2 at 3333");
    assertThat(time.millis()).isEqualTo(3_533);
  }

  @Test
  void failureBeforeTheDeadlineIsReportedWithIt() {
    refuses(ONE, 1);

    assertThatThrownBy(() -> connect(ONE, TWO))
        .isInstanceOf(SocketTimeoutException.class)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("192.0.2.1"));
  }

  @Test
  void noAttemptBeginsAtTheDeadline() {
    InetSocketAddress[] many =
        IntStream.rangeClosed(1, 41)
            .mapToObj(ConnectRaceTest::at)
            .toArray(InetSocketAddress[]::new);

    assertThatThrownBy(() -> connect(many)).isInstanceOf(SocketTimeoutException.class);

    assertThat(begun).hasSize(40).last().isEqualTo("192.0.2.40 at 9750");
  }

  /** It is for an attempt that couldn't be closed, so it is longer than the race. */
  @Test
  void timeoutOfAnAttemptIsASecondMoreThanWhatIsLeft() throws IOException {
    answers(TWO, 10);

    connect(ONE, TWO);

    assertThat(timeouts).containsExactly(11_000, 10_750);
  }

  @Test
  void socketThatCantBeMadeIsAFailure() {
    outOfSockets = true;

    assertThatThrownBy(() -> connect(ONE, TWO)).hasMessage("too many open files");
    assertThat(begun).isEmpty();
  }

  @Test
  void noAddressIsAFailure() {
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    assertThat(begun).isEmpty();
  }
}
