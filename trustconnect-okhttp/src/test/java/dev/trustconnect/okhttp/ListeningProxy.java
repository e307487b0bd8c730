package dev.trustconnect.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An undeclared proxy: listens to what it is sent first, and hangs up. */
final class ListeningProxy implements AutoCloseable {
  private static final byte SOCKS_5 = 5;

  private final ServerSocket entrance;
  private final Thread listener;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  ListeningProxy() throws IOException {
    entrance = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    listener = new Thread(this::listen, "listening-proxy");
    listener.setDaemon(true);
    listener.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort());
  }

  Proxy as(Proxy.Type type) {
    return new Proxy(type, address());
  }

  /** Ends it, and tells what each connection sent. */
  List<String> heard() throws IOException, InterruptedException {
    try (Socket last = new Socket(Proxy.NO_PROXY)) {
      last.connect(address()); // after all others, so that they have been heard
      last.shutdownOutput();
      listener.join();
    }
    return List.copyOf(heard);
  }

  private void listen() {
    try {
      for (boolean more = true; more; ) {
        try (Socket client = entrance.accept()) {
          String sent = firstWords(client);
          more = !sent.isEmpty();
          if (more) {
            heard.add(sent);
          }
        }
      }
    } catch (IOException e) {
      if (!entrance.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** SOCKS says hello first and then whom it wants. */
  private static String firstWords(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] sent = new byte[1024];
    int count = Math.max(0, in.read(sent));
    if (count > 0 && sent[0] == SOCKS_5) {
      client.getOutputStream().write(new byte[] {SOCKS_5, 0});
      count += Math.max(0, in.read(sent, count, sent.length - count));
    }
    return new String(sent, 0, count, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}
