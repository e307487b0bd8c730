package dev.trustconnect.interop;

import dev.trustconnect.testing.SignedWorld;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * Answers over UDP and TCP on 127.0.0.1 what a world answers, to clients that validate themselves.
 */
final class WorldServer implements AutoCloseable {
  private static final int MAX_BYTES = 16_384; // loopback carries it in one packet

  private final SignedWorld world;
  private final Map<String, Message> answers = new ConcurrentHashMap<>();
  private final DatagramSocket socket;
  private final ServerSocket tcp;

  WorldServer(SignedWorld world) {
    this.world = world;
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      tcp = new ServerSocket(0, 50, loopback);
      socket = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::answer);
    start(this::answer);
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread answering = new Thread(task, "world-server");
    answering.setDaemon(true);
    answering.start();
  }

  /** One question a connection: {@code delv} wants DNAMEs over TCP. */
  private void accept() {
    while (!tcp.isClosed()) {
      try (Socket connection = tcp.accept();
          DataInputStream in = new DataInputStream(connection.getInputStream());
          DataOutputStream out = new DataOutputStream(connection.getOutputStream())) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] wire = answer(query).toWire(MAX_BYTES);
        ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + wire.length);
        out.write(framed.putShort((short) wire.length).put(wire).array());
        out.flush();
      } catch (IOException e) {
        // The server is closed, or the client has gone.
      }
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
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
