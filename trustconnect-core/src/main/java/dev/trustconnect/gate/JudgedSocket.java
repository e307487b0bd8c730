package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection that is judged by itself, also when it resumes the session of another one: the
 * handshake isn't over, and no application data passes, before that. Thread-safe as a socket is.
 *
 * <p>A gate that ends the connection later leaves the reason: reads and writes under way fail with
 * it as their cause.
 */
final class JudgedSocket extends ForwardingSslSocket implements Link {
  private final @Nullable Socket below;
  private final Finding.@Nullable Violated way;
  private final ConnectionGate gate;
  private final LiveSockets live;
  private final JudgedSession session = new JudgedSession(this);
  private final Object judging = new Object();
  private volatile boolean established;
  private volatile @Nullable HostName host;
  private volatile @Nullable Standing standing;
  private volatile @Nullable Standing ofHandshake;
  private volatile boolean stray;
  private volatile @Nullable UntrustedConnectionException refusal;

  /**
   * A connection whose handshake hasn't begun.
   *
   * @param below the socket below {@code tls}, which closes at once; null if it has none
   * @param way what is wrong with the way that {@code below} takes; null if nothing is
   */
  JudgedSocket(
      SSLSocket tls,
      @Nullable Socket below,
      Finding.@Nullable Violated way,
      ConnectionGate gate,
      LiveSockets live) {
    super(tls);
    this.below = below;
    this.way = way;
    this.gate = gate;
    this.live = live;
  }

  @Override
  public void startHandshake() throws IOException {
    boolean unusedShaken =
        told(
            () -> {
              inner().startHandshake();
              return true;
            });
    if (!established) {
      establish();
    }
  }

  private void establish() throws IOException {
    synchronized (judging) {
      if (established) {
        return;
      }
      try {
        HostName made = gate.hostOf(this);
        host = made;
        live.add(this);
        do { // a replacement either sees that it is established, or is seen here
          gate.establish(this, made);
          established = true;
        } while (!gate.isJudgedUnderCurrentPolicies(this));
      } catch (UntrustedConnectionException refused) {
        established = false;
        refuse(refused);
        throw refused;
      } catch (RuntimeException failed) {
        established = false;
        end();
        throw failed;
      }
    }
  }

  /** Whether its handshake is over and was judged. */
  boolean isEstablished() {
    return established;
  }

  /** Whom it is for; null before it is established. */
  @Nullable HostName host() {
    return host;
  }

  /** Whether it was made by a kit of {@code asking}: another gate has another resolver. */
  boolean isOf(ConnectionGate asking) {
    return gate == asking;
  }

  /** Ends it at once; what is read or written from now on fails with {@code why} as the cause. */
  void refuse(UntrustedConnectionException why) {
    if (refusal == null) {
      refusal = why;
    }
    end();
  }

  private void end() {
    LiveSockets.close(below != null ? below : inner());
  }

  /** What is done with the connection below. */
  private interface Step<T> {
    T take() throws IOException;
  }

  /** Takes {@code step}; if it fails after a gate has ended the connection, the cause is why. */
  private <T> T told(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException failed) {
      throw told(failed);
    }
  }

  private IOException told(IOException failed) {
    UntrustedConnectionException why = refusal;
    if (why == null || failed == why || failed.getCause() == why) {
      return failed;
    }
    // Not the refusal itself: a client may try this request again on a connection that holds.
    SocketException told = new SocketException(String.valueOf(why.getMessage()));
    told.initCause(why);
    told.addSuppressed(failed);
    return told;
  }

  @Override
  public boolean isClosed() {
    return super.isClosed() || refusal != null;
  }

  // As a link.

  @Override
  public SSLSession session() {
    return sharedSession();
  }

  /** JSSE's session, which other connections may share. */
  SSLSession sharedSession() {
    return inner().getSession();
  }

  @Override
  public InetSocketAddress peer() {
    return ConnectionInspection.peerOf(inner());
  }

  @Override
  public Finding.@Nullable Violated way() {
    return way;
  }

  @Override
  public @Nullable Standing standing() {
    Standing latest = gate.judgedInHandshakeOf(inner());
    if (latest != null && !latest.equals(ofHandshake)) { // the first handshake, or a renegotiation
      ofHandshake = latest;
      standing = latest;
    }
    return standing;
  }

  @Override
  public void stand(Standing found) {
    standing = found;
  }

  @Override
  public boolean isStray() {
    return stray;
  }

  @Override
  public void stray(boolean isStray) {
    stray = isStray;
  }

  /** As JSSE does it: makes the handshake if need be; if that fails, an invalid session. */
  @Override
  public SSLSession getSession() {
    if (!established) {
      try {
        startHandshake();
      } catch (IOException failed) {
        return inner().getSession();
      }
    }
    return session;
  }

  private void ready() throws IOException {
    if (!established) {
      startHandshake();
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream bytes = told(inner()::getInputStream);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return told(
            () -> {
              ready();
              int read = bytes.read(into, offset, length);
              if (read < 0 && refusal != null) {
                throw new SocketException("Socket closed");
              }
              return read;
            });
      }

      @Override
      public int available() throws IOException {
        return told(bytes::available);
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream bytes = told(inner()::getOutputStream);
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        boolean unusedWritten =
            told(
                () -> {
                  ready();
                  bytes.write(from, offset, length);
                  return true;
                });
      }

      @Override
      public void flush() throws IOException {
        bytes.flush();
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }
}
