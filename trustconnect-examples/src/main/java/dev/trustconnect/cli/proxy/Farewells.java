package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends final responses to clients and closes their connections. A connection that is closed with
 * unread data is reset, and the response may be lost (RFC 9112 §9.6), so the client's data is read
 * for a short time first. Bounded; on the loop's thread.
 */
final class Farewells {
  private static final int MAX = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final Deque<SelectionKey> leaving = new ArrayDeque<>();

  Farewells(EventLoop loop) {
    this.loop = loop;
  }

  /** Sends the response and closes the connection soon, or immediately if the response is empty. */
  void say(SelectionKey client, byte[] answer) {
    SocketChannel channel = (SocketChannel) client.channel();
    try {
      ByteBuffer words = ByteBuffer.wrap(answer);
      // If the socket's buffer hasn't enough space, the client gets a truncated response.
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

  /** Closes all connections. */
  void close() {
    leaving.forEach(client -> Sockets.close(client.channel()));
    leaving.clear();
  }
}
