package dev.trustconnect.audit.syslog;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a syslog receiver. For one thread, except {@link #abort}, which any thread may
 * call.
 */
public final class SyslogConnection {
  /**
   * A receiver has nothing to send. If it sends more than this between two messages, the connection
   * is given up.
   */
  private static final int MAX_RECEIVED = 1 << 20;

  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final WireTime time;
  private final Wire wire;
  private final @Nullable SSLEngine tls;
  private final ByteBuffer in;
  private final ByteBuffer plain;
  private final ByteBuffer out;
  private boolean begun; // some byte of the message that is being sent has left

  /**
   * Not connected yet.
   *
   * @param tls in client mode, and not used before; null for plain TCP
   * @param time measures the limits
   */
  public SyslogConnection(@Nullable SSLEngine tls, WireTime time) throws IOException {
    this.time = time;
    this.wire = new Wire(time);
    this.tls = tls;
    int packet = tls == null ? 4_096 : tls.getSession().getPacketBufferSize();
    this.in = ByteBuffer.allocate(packet);
    this.plain = ByteBuffer.allocate(tls == null ? 0 : tls.getSession().getApplicationBufferSize());
    this.out = ByteBuffer.allocate(packet);
  }

  /** Connects, and with TLS completes the handshake. Blocks for at most {@code limit}. */
  public void open(InetSocketAddress address, Duration limit) throws IOException {
    long deadline = time.nanoTime() + limit.toNanos();
    wire.connect(address, deadline);
    if (tls != null) {
      tls.beginHandshake();
      while (isHandshaking(tls)) {
        handshake(tls, deadline);
      }
      if (tls.isInboundDone()) {
        throw new EOFException("the receiver closed during the handshake");
      }
    }
  }

  private static boolean isHandshaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        && engine.getHandshakeStatus() != HandshakeStatus.FINISHED;
  }

  private void handshake(SSLEngine engine, long deadline) throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks(engine);
      case NEED_WRAP -> wrap(engine, ByteBuffer.allocate(0), deadline);
      default -> {
        boolean stuck =
            !unwrap(engine) && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP;
        if (stuck && wire.read(in, deadline) <= 0) {
          throw new EOFException("the receiver closed during the handshake");
        }
      }
    }
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Whether the receiver is still there: false if it has closed or reset. Doesn't wait. */
  public boolean isAlive() {
    try {
      return drain();
    } catch (IOException ended) {
      return false;
    }
  }

  /** Takes in what was received, such as TLS session tickets. False at the end. */
  private boolean drain() throws IOException {
    for (int received = 0; received < MAX_RECEIVED; ) {
      int count = wire.readNow(in);
      if (count < 0) {
        return false;
      }
      received += count;
      if (tls == null) {
        in.clear();
      } else {
        while (unwrap(tls)) {
          runTasks(tls);
        }
        if (tls.isInboundDone()) {
          return false;
        }
      }
      if (count == 0) {
        return true;
      }
    }
    return false;
  }

  /** Decrypts one record of {@code in} and drops it. False if none was taken. */
  private boolean unwrap(SSLEngine engine) throws SSLException {
    in.flip();
    try {
      plain.clear();
      return engine.unwrap(in, plain).bytesConsumed() > 0;
    } finally {
      in.compact();
    }
  }

  /** Encrypts and writes; what can't be written in one record stays in {@code bytes}. */
  private void wrap(SSLEngine engine, ByteBuffer bytes, long deadline) throws IOException {
    out.clear();
    SSLEngineResult result = engine.wrap(bytes, out);
    if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
      throw new EOFException("the receiver has closed the TLS connection");
    }
    if (result.getStatus() != Status.OK && result.getStatus() != Status.CLOSED) {
      throw new SSLException("a TLS record can't be written: " + result.getStatus());
    }
    out.flip();
    write(out, deadline);
  }

  private void write(ByteBuffer bytes, long deadline) throws IOException {
    int before = bytes.remaining();
    try {
      wire.write(bytes, deadline);
    } finally {
      begun |= bytes.remaining() < before;
    }
  }

  /**
   * Sends one message, framed by its length in bytes (RFC 6587 §3.4.1, RFC 5425 §4.3). Blocks for
   * at most {@code limit}. That it returns doesn't mean that the receiver has the message: TCP
   * reports no such thing.
   *
   * @throws NothingSentException if the message can be sent again
   * @throws IOException if part of it may have been sent
   */
  public void send(byte[] message, Duration limit) throws IOException {
    byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(length.length + message.length);
    frame.put(length).put(message).flip();
    long deadline = time.nanoTime() + limit.toNanos();
    begun = false;
    try {
      if (tls == null) {
        write(frame, deadline);
      } else {
        while (frame.hasRemaining()) {
          wrap(tls, frame, deadline);
          runTasks(tls);
        }
      }
    } catch (IOException e) {
      throw begun ? e : new NothingSentException(e);
    }
  }

  /**
   * Ends TLS and closes. Waits for at most half a second for the receiver to close too: if unread
   * bytes were left, the system would reset the connection, and the receiver might lose the last
   * messages.
   */
  public void close() {
    long deadline = time.nanoTime() + FAREWELL.toNanos();
    try {
      boolean open = drain();
      if (tls != null) {
        tls.closeOutbound();
        wrap(tls, ByteBuffer.allocate(0), deadline);
      }
      wire.shutdownOutput();
      for (int received = 0; open && received < MAX_RECEIVED; ) {
        in.clear();
        int count = wire.read(in, deadline);
        open = count >= 0;
        received += count;
      }
    } catch (IOException gone) {
      abort();
    }
    abort();
  }

  /** Closes at once, whatever another thread is doing with it. */
  public void abort() {
    wire.close();
  }
}
