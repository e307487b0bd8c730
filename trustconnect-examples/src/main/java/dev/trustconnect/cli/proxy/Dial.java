package dev.trustconnect.cli.proxy;

import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.resolve.Resolution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server: resolves its name, checks it at the first address that answers, and
 * connects to that address. Runs on the loop's thread, except for the handshake. {@link #cancel}
 * ends it at any time, and then no outcome is reported.
 */
final class Dial {
  private final EventLoop loop;
  private final Executor workers;
  private final DeadAddresses dead;
  private final JudgedTarget targets;
  private final String asked;
  private final int port;
  private final Outcome outcome;
  private final List<InetSocketAddress> candidates = new ArrayList<>();
  private final Set<InetSocketAddress> judgedHere = new HashSet<>();
  private String host = "";
  private @Nullable CompletableFuture<Resolution> resolving;
  private @Nullable Race race;
  private @Nullable SocketChannel judging;
  private boolean isOver;

  /** Receives the outcome. */
  interface Outcome {
    /** The connection is open. The host is in its canonical spelling. */
    void connected(String host, InetSocketAddress address, SelectionKey server);

    /** There is no connection. */
    void failed(Refused why);
  }

  Dial(
      EventLoop loop,
      Executor workers,
      DeadAddresses dead,
      JudgedTarget targets,
      String asked,
      int port,
      Outcome outcome) {
    this.loop = loop;
    this.workers = workers;
    this.dead = dead;
    this.targets = targets;
    this.asked = asked;
    this.port = port;
    this.outcome = outcome;
  }

  /** Starts; the outcome is reported later. */
  void start() {
    start(null);
  }

  /** Starts, with only this address unless it is null. */
  void start(@Nullable InetAddress only) {
    targets.enter();
    CompletableFuture<Resolution> asking = targets.resolve(asked);
    resolving = asking;
    var unused =
        asking.whenComplete(
            (resolution, failure) -> loop.execute(() -> resolved(resolution, failure, only)));
  }

  private void resolved(
      @Nullable Resolution resolution, @Nullable Throwable failure, @Nullable InetAddress only) {
    if (isOver) {
      return;
    }
    if (resolution == null) {
      Throwable why = failure instanceof CompletionException e ? e.getCause() : failure;
      fail(why instanceof IOException io ? io : new IOException("the name can't be resolved", why));
      return;
    }
    host = resolution.host().ascii();
    List<InetAddress> addresses = only != null ? List.of(only) : resolution.addresses();
    addresses.forEach(address -> candidates.add(new InetSocketAddress(address, port)));
    race();
  }

  private void race() {
    race =
        new Race(
            loop,
            dead,
            List.copyOf(candidates),
            new Race.Goal() {
              @Override
              public void reached(InetSocketAddress address, SelectionKey connection) {
                connected(address, connection);
              }

              @Override
              public void missed(IOException last) {
                fail(last);
              }
            });
    race.start();
  }

  private void connected(InetSocketAddress address, SelectionKey connection) {
    if (judgedHere.contains(address) || targets.isJudged(host, address)) {
      leave();
      outcome.connected(host, address, connection);
      return;
    }
    SocketChannel channel = (SocketChannel) connection.channel();
    judging = channel;
    loop.execute(
        () -> {
          try {
            loop.handOver(connection);
          } catch (IOException e) {
            judged(address, e);
            return;
          }
          workers.execute(() -> judge(address, channel));
        });
  }

  /** Runs on a worker thread. */
  private void judge(InetSocketAddress address, SocketChannel channel) {
    IOException failure = null;
    try (channel) {
      targets.judge(host, address, channel.socket());
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException("the handshake failed", e);
    }
    IOException why = failure;
    loop.execute(() -> judged(address, why));
  }

  private void judged(InetSocketAddress address, @Nullable IOException failure) {
    if (isOver) {
      return;
    }
    judging = null;
    candidates.remove(address);
    if (failure == null) {
      judgedHere.add(address);
      candidates.add(0, address);
      race();
      return;
    }
    dead.add(address);
    // A refusal holds for the host: don't try its other addresses.
    if (candidates.isEmpty() || TrustRefusal.in(failure).isPresent()) {
      fail(failure);
    } else {
      race();
    }
  }

  private void fail(IOException why) {
    leave();
    outcome.failed(Refused.because(why));
  }

  private void leave() {
    isOver = true;
    targets.leave();
  }

  /** Cancels, and closes everything that is open. */
  void cancel() {
    if (isOver) {
      return;
    }
    leave();
    if (resolving != null) {
      resolving.cancel(true);
    }
    if (race != null) {
      race.cancel();
    }
    if (judging != null) {
      Sockets.close(judging);
    }
  }
}
