package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/1.0 server behind a proxy: its bodies have no length, and end only if they may. */
final class EndlessUpstream implements AutoCloseable {
  static final byte[] BODY = "0123456789".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listening = new ServerSocket();
  private final List<Socket> open = new ArrayList<>();
  private boolean ends;

  EndlessUpstream(int port) throws IOException {
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread serving = new Thread(this::serve, "endless-upstream");
    serving.setDaemon(true);
    serving.start();
  }

  synchronized void endsFromNowOn() {
    ends = true;
  }

  private void serve() {
    while (true) {
      try {
        Socket socket = listening.accept();
        socket
            .getOutputStream()
            .write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(BODY);
        synchronized (this) {
          open.add(socket);
          if (ends) {
            socket.shutdownOutput();
          }
        }
      } catch (IOException closed) {
        if (listening.isClosed()) {
          return;
        }
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
