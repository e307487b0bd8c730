package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent while the other side waits arrives whole and in order. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FlowTest {
  private static final int ROOM = 10;
  private static final byte[] TEXT =
      "what a client sends before its turn".getBytes(StandardCharsets.US_ASCII);

  /** Holds a few bytes back until it is opened. */
  private static final class Gate implements Flow.Valve {
    private final Gathered held = new Gathered(ROOM);
    private boolean isOpen;

    @Override
    public ByteBuffer pass(ByteBuffer in) {
      held.take(in);
      return waiting();
    }

    @Override
    public ByteBuffer waiting() {
      return held.pull(isOpen ? held.size() : 0);
    }

    @Override
    public boolean isHolding() {
      return held.size() > 0;
    }

    @Override
    public int room() {
      return held.room();
    }
  }

  private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
    static Pair open() throws IOException {
      try (ServerSocketChannel listening = ServerSocketChannel.open()) {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel far = SocketChannel.open(listening.getLocalAddress());
        SocketChannel near = listening.accept();
        near.configureBlocking(false);
        return new Pair(near, far);
      }
    }

    @Override
    public void close() throws IOException {
      near.close();
      far.close();
    }
  }

  @Test
  void chunkThatIsLargerThanTheRoomLosesNothing() throws Exception {
    try (Pair client = Pair.open();
        Pair server = Pair.open()) {
      Gate gate = new Gate();
      Flow flow =
          new Flow(
              new Flow.End("client", client.near()),
              new Flow.End("server", server.near()),
              gate,
              ByteBuffer.allocate(0));
      client.far().socket().getOutputStream().write(TEXT);
      client.far().socket().shutdownOutput();
      while (!gate.isHolding()) {
        boolean unused = flow.move();
      }
      gate.isOpen = true;
      while (!flow.isDone()) {
        boolean unused = flow.move();
      }

      ByteArrayOutputStream arrived = new ByteArrayOutputStream();
      server.far().socket().getInputStream().transferTo(arrived);
      assertThat(arrived.toByteArray()).isEqualTo(TEXT);
    }
  }
}
