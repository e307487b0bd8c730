package dev.trustconnect.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The same port at ::1, for a server that listens on 127.0.0.1 alone. */
final class SixToFour implements AutoCloseable {
  private final ServerSocket entrance;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  SixToFour(int port) throws IOException {
    this.port = port;
    this.entrance = new ServerSocket(port, 50, InetAddress.getByName("::1"));
    start(this::accept);
  }

  /** Moves bytes until one side ends. */
  private interface Moving {
    void run() throws IOException;
  }

  private void start(Moving moving) {
    Thread thread =
        new Thread(
            () -> {
              try {
                moving.run();
              } catch (IOException ended) {
                closeConnections(); // one side is gone, or the test is over
              }
            },
            "six-to-four");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = entrance.accept();
      Socket far = new Socket("127.0.0.1", port);
      open.add(near);
      open.add(far);
      start(() -> near.getInputStream().transferTo(far.getOutputStream()));
      start(() -> far.getInputStream().transferTo(near.getOutputStream()));
    }
  }

  private void closeConnections() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    closeConnections();
  }
}
