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
 * Connects to the first of several addresses that answers. RFC 8305 §5: "connection attempts SHOULD
 * NOT be made simultaneously"; each starts 250 ms after the one before, or immediately if that one
 * failed. The other attempts are closed. For one use.
 */
final class ConnectRace {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectRace.class);
  private static final int SLACK_MILLIS = 1_000;
  private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Sockets sockets;
  private final Dialer dialer;
  private final DeadAddresses dead;
  private final ConnectDeadline deadline;
  private final boolean oneByOne;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final List<Attempt> running = new ArrayList<>();
  private @Nullable IOException failure;

  /** Creates unconnected sockets. */
  interface Sockets {
    Socket next() throws IOException;
  }

  /**
   * Connects {@code socket} without blocking the caller, and reports the failure, or null on
   * success.
   */
  interface Dialer {
    void dial(
        Socket socket, InetSocketAddress to, int millis, Consumer<@Nullable IOException> report);
  }

  private record Attempt(Socket socket, InetSocketAddress to, long begun) {}

  private record Ended(Attempt attempt, @Nullable IOException failure) {}

  /**
   * A race.
   *
   * @param oneByOne whether each attempt is closed before the next one starts; each then gets an
   *     equal share of the remaining time
   */
  ConnectRace(
      Sockets sockets,
      Dialer dialer,
      DeadAddresses dead,
      ConnectDeadline deadline,
      boolean oneByOne) {
    this.sockets = sockets;
    this.dialer = dialer;
    this.dead = dead;
    this.deadline = deadline;
    this.oneByOne = oneByOne;
  }

  /**
   * Returns the connection to the first address that answers. Blocks until the deadline of {@link
   * ConnectDeadline}.
   *
   * @throws IOException the last failure, with the earlier ones suppressed
   */
  Socket run(List<InetSocketAddress> addresses) throws IOException {
    List<InetSocketAddress> waiting = new ArrayList<>(dead.last(addresses));
    long nextAt = deadline.nanos();
    try {
      while (true) {
        boolean isDue = running.isEmpty() || nextAt - deadline.nanos() <= 0;
        if (isDue && !waiting.isEmpty() && deadline.left() > 0) {
          nextAt = deadline.nanos() + stagger(waiting.size());
          begin(waiting.remove(0));
          continue;
        }
        if (running.isEmpty() && waiting.isEmpty() && ended.isEmpty()) {
          throw failure == null ? new IOException("no address") : failure;
        }
        long pause = waiting.isEmpty() ? Long.MAX_VALUE : nextAt - deadline.nanos();
        Ended last = deadline.poll(ended, Math.max(0, pause));
        if (last != null && running.remove(last.attempt)) {
          if (last.failure == null) {
            dead.remove(last.attempt.to);
            return last.attempt.socket;
          }
          failed(last.attempt, last.failure);
          nextAt = deadline.nanos();
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
    return oneByOne ? deadline.left() / left : STAGGER_NANOS;
  }

  private void begin(InetSocketAddress to) {
    if (oneByOne) {
      abandon();
    }
    // The race closes an attempt at its end; this timeout is for an attempt that couldn't be
    // closed.
    long left = TimeUnit.NANOSECONDS.toMillis(deadline.left());
    int millis = (int) Math.min(Integer.MAX_VALUE, left + SLACK_MILLIS);
    Socket socket;
    try {
      socket = sockets.next();
    } catch (IOException e) {
      failed(null, e);
      return;
    }
    Attempt attempt = new Attempt(socket, to, deadline.nanos());
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

  /**
   * Closes the running attempts, and remembers addresses that had enough time and didn't answer.
   */
  private void abandon() {
    for (Attempt attempt : running) {
      if (deadline.nanos() - attempt.begun >= STAGGER_NANOS) {
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
