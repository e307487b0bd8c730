package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which of several addresses a connection leads to. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RaceTest {
  private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
  private final DeadAddresses dead = new DeadAddresses();
  private final List<SocketChannel> filling = new ArrayList<>();
  private EventLoop loop;
  private ServerSocket listening;
  private ServerSocket full;

  @BeforeEach
  void open() throws Exception {
    loop = new EventLoop(outcomes::add);
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (IOException e) {
                outcomes.add(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.1.61"));
    full = new ServerSocket(0, 1, InetAddress.getByName("127.0.1.62"));
  }

  @AfterEach
  void close() throws Exception {
    loop.end();
    listening.close();
    full.close();
    for (SocketChannel channel : filling) {
      channel.close();
    }
  }

  private static InetSocketAddress addressOf(ServerSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** An address that swallows packets: its queue is full, and it accepts no connection. */
  private InetSocketAddress swallowing() throws IOException {
    boolean isConnected = true;
    while (isConnected) {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      filling.add(channel);
      isConnected = channel.connect(addressOf(full)) || channel.finishConnect();
    }
    return addressOf(full);
  }

  private InetSocketAddress refusing() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.1.63"))) {
      return addressOf(closed);
    }
  }

  private Object outcomeOf(InetSocketAddress... addresses) throws InterruptedException {
    Race race =
        new Race(
            loop,
            dead,
            List.of(addresses),
            new Race.Goal() {
              @Override
              public void reached(InetSocketAddress address, SelectionKey connection) {
                Sockets.close(connection.channel());
                outcomes.add(address);
              }

              @Override
              public void missed(IOException last) {
                outcomes.add(last);
              }
            });
    loop.execute(race::start);
    return outcomes.take();
  }

  @Test
  void addressThatSwallowsPacketsDoesNotKeepTheNextOneWaiting() throws Exception {
    InetSocketAddress swallowing = swallowing();

    assertThat(outcomeOf(swallowing, addressOf(listening))).isEqualTo(addressOf(listening));

    assertThat(dead.contains(swallowing)).as("it comes last now").isTrue();
    assertThat(dead.contains(addressOf(listening))).isFalse();
  }

  @Test
  void addressThatRefusesIsFollowedByTheNext() throws Exception {
    InetSocketAddress refusing = refusing();

    assertThat(outcomeOf(refusing, addressOf(listening))).isEqualTo(addressOf(listening));
    assertThat(dead.contains(refusing)).isTrue();
  }

  @Test
  void lastFailureIsReportedWhenNoneAnswers() throws Exception {
    assertThat(outcomeOf(refusing(), refusing())).isInstanceOf(IOException.class);
    assertThat(outcomeOf()).isInstanceOf(IOException.class);
  }
}
