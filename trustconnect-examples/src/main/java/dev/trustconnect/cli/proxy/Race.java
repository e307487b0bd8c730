package dev.trustconnect.cli.proxy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers (RFC 8305 §5): the next one is tried when
 * one fails or hasn't answered within 250 ms. On the loop's thread.
 */
final class Race {
  private static final Duration STAGGER = Duration.ofMillis(250);

  /** Sockets are limited, so a fourth attempt replaces the first. */
  private static final int MAX_RUNNING = 3;

  private final EventLoop loop;
  private final DeadAddresses dead;
  private final Goal goal;
  private final Deque<InetSocketAddress> waiting;
  private final Map<InetSocketAddress, SelectionKey> running = new LinkedHashMap<>();
  private EventLoop.@Nullable Timer next;
  private IOException last = new IOException("the name has no address");
  private boolean isOver;

  /** This process can't open another socket, which says nothing about the address. */
  static final class NoSocket extends IOException {
    private static final long serialVersionUID = 1L;

    NoSocket(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Receives the result. */
  interface Goal {
    /** A connection is open; the channel and its key now belong to the receiver. */
    void reached(InetSocketAddress address, SelectionKey connection);

    /** No address could be connected to. */
    void missed(IOException last);
  }

  Race(EventLoop loop, DeadAddresses dead, List<InetSocketAddress> addresses, Goal goal) {
    this.loop = loop;
    this.dead = dead;
    this.goal = goal;
    this.waiting = new ArrayDeque<>(inOrder(addresses, dead));
  }

  /** Alternates address families (RFC 8305 §4), with those that recently didn't answer last. */
  private static List<InetSocketAddress> inOrder(
      List<InetSocketAddress> addresses, DeadAddresses dead) {
    List<InetSocketAddress> first = new ArrayList<>();
    List<InetSocketAddress> other = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      (isIpv4(address) == isIpv4(addresses.get(0)) ? first : other).add(address);
    }
    List<InetSocketAddress> turns = new ArrayList<>();
    for (int i = 0; i < Math.max(first.size(), other.size()); i++) {
      if (i < first.size()) {
        turns.add(first.get(i));
      }
      if (i < other.size()) {
        turns.add(other.get(i));
      }
    }
    turns.sort(Comparator.comparing(dead::contains)); // stable
    return turns;
  }

  private static boolean isIpv4(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip instanceof Inet4Address;
  }

  void start() {
    if (isOver) {
      return;
    }
    cancelTimer();
    InetSocketAddress address = waiting.poll();
    if (address == null) {
      if (running.isEmpty()) {
        isOver = true;
        goal.missed(last);
      }
      return;
    }
    if (running.size() == MAX_RUNNING) {
      InetSocketAddress oldest = running.keySet().iterator().next();
      failed(oldest, new IOException("no answer from " + oldest.getAddress().getHostAddress()));
    }
    if (!waiting.isEmpty()) {
      next = loop.after(STAGGER, this::start);
    }
    attempt(address);
  }

  private void attempt(InetSocketAddress address) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException e) {
      last = new NoSocket(e);
      start();
      return;
    }
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      running.put(
          address, loop.register(channel, SelectionKey.OP_CONNECT, () -> finish(address, channel)));
      if (channel.connect(address)) {
        finish(address, channel);
      }
    } catch (IOException | UnsupportedAddressTypeException e) {
      Sockets.close(channel);
      failed(
          address, e instanceof IOException io ? io : new IOException("no such address here", e));
      start();
    }
  }

  private void finish(InetSocketAddress address, SocketChannel channel) {
    if (isOver) {
      return;
    }
    try {
      if (!channel.finishConnect()) {
        return;
      }
    } catch (IOException e) {
      failed(address, e);
      start();
      return;
    }
    SelectionKey key = running.remove(address);
    running.keySet().forEach(dead::add); // they started earlier and still haven't answered
    dead.remove(address);
    cancel();
    if (key != null) {
      key.interestOps(0);
      goal.reached(address, key);
    }
  }

  private void failed(InetSocketAddress address, IOException why) {
    SelectionKey key = running.remove(address);
    if (key != null) {
      Sockets.close(key.channel());
    }
    dead.add(address);
    last = why;
  }

  private void cancelTimer() {
    if (next != null) {
      next.cancel();
    }
  }

  /** Ends all attempts without reporting a result. */
  void cancel() {
    isOver = true;
    cancelTimer();
    running.values().forEach(key -> Sockets.close(key.channel()));
    running.clear();
  }
}
