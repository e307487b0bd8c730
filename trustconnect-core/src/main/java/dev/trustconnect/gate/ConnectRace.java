package dev.trustconnect.gate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several addresses, one connection: RFC 8305 §5, "connection attempts SHOULD NOT be made
 * simultaneously", but each 250 ms after the one before it, or at once if that one failed. The
 * first that answers is taken and the others are closed. For one use.
 */
final class ConnectRace {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectRace.class);
  private static final int SLACK_MILLIS = 1_000;
  private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Sockets sockets;
  private final Dialer dialer;
  private final DeadAddresses dead;
  private final Patience patience;
  private final boolean oneByOne;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final List<Attempt> running = new ArrayList<>();
  private @Nullable IOException failure;

  /** Makes sockets that aren't connected yet. */
  interface Sockets {
    Socket next() throws IOException;
  }

  /** Connects {@code socket} without blocking the caller, and reports null or what went wrong. */
  interface Dialer {
    void dial(
        Socket socket, InetSocketAddress to, int millis, Consumer<@Nullable IOException> report);
  }

  private record Attempt(Socket socket, InetSocketAddress to, long begun) {}

  private record Ended(Attempt attempt, @Nullable IOException failure) {}

  /**
   * A race.
   *
   * @param oneByOne whether an attempt is given up before the next one begins: then each has an
   *     equal share of the time that is left
   */
  ConnectRace(
      Sockets sockets, Dialer dialer, DeadAddresses dead, Patience patience, boolean oneByOne) {
    this.sockets = sockets;
    this.dialer = dialer;
    this.dead = dead;
    this.patience = patience;
    this.oneByOne = oneByOne;
  }

  /**
   * The connection to the first address that answers. Blocks until {@link Patience} ends.
   *
   * @throws IOException what went wrong last, the failures before it suppressed
   */
  Socket run(List<InetSocketAddress> addresses) throws IOException {
    List<InetSocketAddress> waiting = new ArrayList<>(dead.last(addresses));
    long nextAt = patience.nanos();
    try {
      while (true) {
        boolean isDue = running.isEmpty() || nextAt - patience.nanos() <= 0;
        if (isDue && !waiting.isEmpty() && patience.left() > 0) {
          nextAt = patience.nanos() + stagger(waiting.size());
          begin(waiting.remove(0));
          continue;
        }
        if (running.isEmpty() && waiting.isEmpty() && ended.isEmpty()) {
          throw failure == null ? new IOException("no address") : failure;
        }
        long pause = waiting.isEmpty() ? Long.MAX_VALUE : nextAt - patience.nanos();
        Ended last = patience.poll(ended, Math.max(0, pause));
        if (last != null && running.remove(last.attempt)) {
          if (last.failure == null) {
            dead.remove(last.attempt.to);
            return last.attempt.socket;
          }
          failed(last.attempt, last.failure);
          nextAt = patience.nanos();
        }
      }
    } catch (IOException e) {
      if (failure != null && failure != e) {
        e.addSuppressed(failure);
      }
      throw e;
    } finally {
      abandon();
    }
  }

  private long stagger(int left) {
    return oneByOne ? patience.left() / left : STAGGER_NANOS;
  }

  private void begin(InetSocketAddress to) {
    if (oneByOne) {
      abandon();
    }
    // The race ends an attempt; this bounds one that it couldn't close.
    long left = TimeUnit.NANOSECONDS.toMillis(patience.left());
    int millis = (int) Math.min(Integer.MAX_VALUE, left + SLACK_MILLIS);
    Socket socket;
    try {
      socket = sockets.next();
    } catch (IOException e) {
      failed(null, e);
      return;
    }
    Attempt attempt = new Attempt(socket, to, patience.nanos());
    running.add(attempt);
    dialer.dial(socket, to, millis, failed -> ended.add(new Ended(attempt, failed)));
  }

  private void failed(@Nullable Attempt attempt, IOException e) {
    if (attempt != null) {
      dead.add(attempt.to);
      close(attempt);
    }
    if (failure != null) {
      e.addSuppressed(failure);
    }
    failure = e;
  }

  /** Closes the attempts that run; one that had its time and didn't answer is remembered. */
  private void abandon() {
    for (Attempt attempt : running) {
      if (patience.nanos() - attempt.begun >= STAGGER_NANOS) {
        dead.add(attempt.to);
      }
      close(attempt);
    }
    running.clear();
  }

  private static void close(Attempt attempt) {
    try {
      attempt.socket.close();
    } catch (IOException e) {
      LOG.debug("an attempt to connect couldn't be closed", e);
    }
  }
}
