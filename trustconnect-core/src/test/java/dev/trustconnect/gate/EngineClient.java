package dev.trustconnect.gate;

import dev.trustconnect.testing.TlsPeer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

/** A handshake by an {@code SSLEngine} over a real connection. */
final class EngineClient {
  private static final int PLENTY = 1 << 16;

  private final SSLEngine engine;
  private final SocketChannel channel;
  private final ByteBuffer nothing = ByteBuffer.allocate(0);
  private final ByteBuffer plain = ByteBuffer.allocate(PLENTY);
  private final ByteBuffer in = ByteBuffer.allocate(PLENTY).flip();
  private final ByteBuffer out = ByteBuffer.allocate(PLENTY);

  private EngineClient(SSLEngine engine, SocketChannel channel) {
    this.engine = engine;
    this.channel = channel;
  }

  /** The session of a handshake that succeeds. */
  static SSLSession handshake(SSLEngine engine, TlsPeer peer, String version) throws IOException {
    return handshake(engine, peer.address(), peer.port(), version);
  }

  /** {@link #handshake(SSLEngine, TlsPeer, String)} with any server. */
  static SSLSession handshake(SSLEngine engine, String address, int port, String version)
      throws IOException {
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, port))) {
      return new EngineClient(engine, channel).handshake();
    }
  }

  private SSLSession handshake() throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      status =
          switch (status) {
            case NEED_TASK -> {
              engine.getDelegatedTask().run();
              yield engine.getHandshakeStatus();
            }
            case NEED_WRAP -> wrap();
            default -> unwrap();
          };
    }
    return engine.getSession();
  }

  private HandshakeStatus wrap() throws IOException {
    out.clear();
    HandshakeStatus next = engine.wrap(nothing, out).getHandshakeStatus();
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return next;
  }

  private HandshakeStatus unwrap() throws IOException {
    SSLEngineResult result = engine.unwrap(in, plain);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      in.compact();
      if (channel.read(in) < 0) {
        throw new EOFException("the peer hung up");
      }
      in.flip();
    }
    return result.getHandshakeStatus();
  }
}
