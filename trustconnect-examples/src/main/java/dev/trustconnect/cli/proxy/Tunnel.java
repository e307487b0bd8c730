package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Forwards data between client and server until both have ended, one has failed, or the tunnel has
 * been idle for too long. On the loop's thread.
 */
final class Tunnel {
  /** How long one side may be idle after the other has ended; a TLS server ends immediately. */
  private static final Duration HALF_CLOSED = Duration.ofSeconds(10);

  /** How long a client may keep a tunnel without sending a hello. */
  private static final Duration FIRST_HELLO = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final Duration idle;
  private final SelectionKey client;
  private final SelectionKey server;
  private final HelloGuard guard;
  private final Flow up;
  private final Flow down;
  private final Listener listener;
  private final long openedNanos = System.nanoTime();
  private long movedNanos = openedNanos;
  private EventLoop.@Nullable Timer timer;
  private boolean isHalfClosed;
  private String endedFirst = "";
  private boolean hasBegun;
  private boolean isOver;

  /** Receives the tunnel's events. */
  interface Listener {
    /** The client's first hello has passed. */
    void begun();

    /** The tunnel has ended: the server's connection is closed, the client's isn't yet. */
    void ended(Refused how);
  }

  /**
   * A tunnel for hellos to {@code host}.
   *
   * @param early bytes that the client sent before the tunnel was opened
   * @param server the connection to the server, which the tunnel now owns
   */
  Tunnel(
      EventLoop loop,
      Duration idle,
      String host,
      SelectionKey client,
      ByteBuffer early,
      SelectionKey server,
      Listener listener) {
    this.loop = loop;
    this.idle = idle;
    this.client = client;
    this.server = server;
    this.guard = new HelloGuard(host);
    this.listener = listener;
    Flow.End clientEnd = new Flow.End("client", (SocketChannel) client.channel());
    Flow.End serverEnd = new Flow.End("server", (SocketChannel) server.channel());
    this.up = new Flow(clientEnd, serverEnd, guard, early);
    this.down = new Flow(serverEnd, clientEnd, this::seen, ByteBuffer.allocate(0));
  }

  private ByteBuffer seen(ByteBuffer fromServer) {
    guard.fromServer(fromServer);
    return fromServer;
  }

  /** Starts forwarding. */
  void open() {
    Runnable ready = this::move;
    client.attach(ready);
    server.attach(ready);
    timer = loop.after(min(FIRST_HELLO, idle), this::lookAtTime);
    move();
  }

  long sent() {
    return up.bytes();
  }

  long received() {
    return down.bytes();
  }

  Duration lasted() {
    return Duration.ofNanos(System.nanoTime() - openedNanos);
  }

  private void move() {
    if (isOver) {
      return;
    }
    try {
      boolean moved = down.move(); // first, since it determines what the client's next bytes are
      noteEnd(); // the client may end its half as soon as it has seen the server's end
      moved |= up.move();
      noteEnd();
      if (moved) {
        movedNanos = System.nanoTime();
      }
    } catch (IOException cut) {
      end(Refused.left(String.valueOf(cut.getMessage())));
      return;
    } catch (Refused refused) {
      end(refused);
      return;
    }
    if (guard.hasBegun() && !hasBegun) {
      hasBegun = true;
      listener.begun();
    }
    afterMove();
  }

  private void noteEnd() {
    if (endedFirst.isEmpty() && (up.hasEnded() || down.hasEnded())) {
      endedFirst = up.hasEnded() ? "client" : "server";
    }
  }

  private void afterMove() {
    if (!isHalfClosed && !endedFirst.isEmpty()) {
      isHalfClosed = true;
      lookAtTime(); // the shorter limit applies from now on
    }
    if ((up.isDone() && down.isDone()) || (up.hasEnded() && !guard.hasBegun())) {
      end(Refused.left(hasBegun ? "the " + endedFirst + " ended it" : "the client left"));
    }
    if (isOver) {
      return;
    }
    client.interestOps(operations(up, down));
    server.interestOps(operations(down, up));
  }

  private static int operations(Flow from, Flow to) {
    return (from.wantsToRead() ? SelectionKey.OP_READ : 0)
        | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
  }

  private void lookAtTime() {
    if (isOver) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    Duration silent = Duration.ofNanos(System.nanoTime() - movedNanos);
    Duration limit = endedFirst.isEmpty() ? idle : min(HALF_CLOSED, idle);
    if (!hasBegun) {
      silent = lasted(); // a byte per second doesn't extend the limit
      limit = min(FIRST_HELLO, idle);
    }
    Duration left = limit.minus(silent);
    if (left.isZero() || left.isNegative()) {
      end(tooLong(limit));
      return;
    }
    timer = loop.after(left, this::lookAtTime);
  }

  private Refused tooLong(Duration limit) {
    String text = TunnelProxy.text(limit);
    if (!hasBegun) {
      return Refused.noTls("no ClientHello came within " + text);
    }
    return Refused.idle(
        endedFirst.isEmpty()
            ? "idle for " + text + " (--idle-timeout)"
            : "idle for " + text + " after the " + endedFirst + " ended its half");
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Ends both directions. */
  void end(Refused how) {
    if (isOver) {
      return;
    }
    isOver = true;
    if (timer != null) {
      timer.cancel();
    }
    Sockets.close(server.channel());
    listener.ended(how);
  }
}
