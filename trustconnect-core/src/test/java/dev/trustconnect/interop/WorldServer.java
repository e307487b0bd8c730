package dev.trustconnect.interop;

import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** Answers over UDP on 127.0.0.1 what a world answers, to whoever validates by itself. */
final class WorldServer implements AutoCloseable {
  private static final int MAX_BYTES = 16_384; // loopback carries it in one packet

  private final SignedWorld world;
  private final Map<String, Message> answers = new ConcurrentHashMap<>();
  private final DatagramSocket socket;

  WorldServer(SignedWorld world) {
    this.world = world;
    try {
      socket =
          new DatagramSocket(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < 2; i++) {
      Thread answering = new Thread(this::answer, "udp-world-" + i);
      answering.setDaemon(true);
      answering.start();
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  private void answer() {
    byte[] buffer = new byte[MAX_BYTES];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] wire = answer(Arrays.copyOf(buffer, packet.getLength())).toWire(MAX_BYTES);
        socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private Message answer(byte[] wire) throws IOException {
    Message query = new Message(wire);
    Record asked = query.getQuestion();
    Message answer =
        answers
            .computeIfAbsent(
                asked.toString(), unasked -> world.answer(asked.getName(), asked.getType()))
            .clone();
    answer.getHeader().setID(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.RA);
    if (!query.getHeader().getFlag(Flags.CD)) {
      answer.getHeader().unsetFlag(Flags.CD);
    }
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
