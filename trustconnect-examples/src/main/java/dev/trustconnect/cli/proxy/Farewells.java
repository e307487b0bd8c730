package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Last words to clients. A connection that is closed while something of its client is unread is
 * reset, and the answer may be lost (RFC 9112 §9.6): so the client is read until it ends, for a
 * short time. Bounded, and on the loop's thread.
 */
final class Farewells {
  private static final int MAX = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final Deque<SelectionKey> leaving = new ArrayDeque<>();

  Farewells(EventLoop loop) {
    this.loop = loop;
  }

  /** Answers, and closes the connection soon; at once if there is nothing to answer. */
  void say(SelectionKey client, byte[] answer) {
    SocketChannel channel = (SocketChannel) client.channel();
    try {
      ByteBuffer words = ByteBuffer.wrap(answer);
      // A client that doesn't even have room for this much gets what there is room for.
      if (answer.length == 0 || channel.write(words) == 0) {
        Sockets.close(channel);
        return;
      }
      channel.shutdownOutput();
    } catch (IOException gone) {
      Sockets.close(channel);
      return;
    }
    if (leaving.size() == MAX) {
      Sockets.close(leaving.remove().channel());
    }
    leaving.add(client);
    ByteBuffer unread = ByteBuffer.allocate(4_096);
    Runnable drain = () -> drain(client, unread);
    client.attach(drain);
    client.interestOps(SelectionKey.OP_READ);
    EventLoop.Timer unused = loop.after(PATIENCE, () -> close(client));
  }

  private void drain(SelectionKey client, ByteBuffer unread) {
    try {
      if (((SocketChannel) client.channel()).read(unread.clear()) < 0) {
        close(client);
      }
    } catch (IOException gone) {
      close(client);
    }
  }

  private void close(SelectionKey client) {
    leaving.remove(client);
    Sockets.close(client.channel());
  }

  /** Ends them all. */
  void close() {
    leaving.forEach(client -> Sockets.close(client.channel()));
    leaving.clear();
  }
}
