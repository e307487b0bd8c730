package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection that is checked individually, even if it resumes another connection's session.
 * The handshake isn't complete, and no application data is sent or received, before that. As
 * thread-safe as a socket.
 *
 * <p>If a gate closes the connection later, pending reads and writes fail with the refusal as their
 * cause.
 */
final class JudgedSocket extends ForwardingSslSocket implements Link {
  private final HostName target;
  private final @Nullable Socket below;
  private final Finding.@Nullable Violated routeProblem;
  private final ConnectionGate gate;
  private final LiveSockets live;
  private final JudgedSession session = new JudgedSession(this);
  private final Object judging = new Object();
  private volatile boolean established;
  private volatile @Nullable HostName host;
  private volatile @Nullable LastCheck lastCheck;
  private volatile @Nullable LastCheck ofHandshake;
  private volatile boolean outdated;
  private volatile @Nullable UntrustedConnectionException refusal;
  private volatile boolean answered; // something was received after the handshake

  /**
   * A connection whose handshake hasn't begun.
   *
   * @param target the host that it is for
   * @param below the socket below {@code tls}, which can be closed immediately; null if there is
   *     none
   * @param routeProblem the problem with the route of {@code below}; null if there is none
   */
  JudgedSocket(
      SSLSocket tls,
      HostName target,
      @Nullable Socket below,
      Finding.@Nullable Violated routeProblem,
      ConnectionGate gate,
      LiveSockets live) {
    super(tls);
    this.target = target;
    this.below = below;
    this.routeProblem = routeProblem;
    this.gate = gate;
    this.live = live;
  }

  @Override
  public void startHandshake() throws IOException {
    if (established || live.meter() == TrustMeter.NONE) {
      shakeHands();
      return;
    }
    long start = System.nanoTime();
    try {
      shakeHands();
    } catch (IOException | RuntimeException failed) {
      handshook("NONE", false, start, failed);
      throw failed;
    }
    boolean resumed = gate.handshakeCheckOf(inner()) == null;
    handshook(session().getProtocol(), resumed, start, null);
  }

  private void handshook(
      String protocol, boolean resumed, long start, @Nullable Exception failure) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    live.meter().handshook(target, protocol, resumed, elapsed, failure);
  }

  private void shakeHands() throws IOException {
    boolean unusedShaken =
        withRefusal(
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
        do { // a policy replacement either finds it established or is noticed here
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

  /** Whether its handshake is complete and was accepted. */
  boolean isEstablished() {
    return established;
  }

  /** The host it is connected to; null before it is established. */
  @Nullable HostName host() {
    return host;
  }

  /** Whether {@code asking} is its gate: another gate uses another resolver. */
  boolean isOf(ConnectionGate asking) {
    return gate == asking;
  }

  /** Closes it immediately. Further reads and writes fail with {@code why} as the cause. */
  void refuse(UntrustedConnectionException why) {
    if (refusal == null) {
      refusal = why;
      HostName connected = host;
      if (established && connected != null) {
        live.meter().revoked(connected, why.reason());
      }
    }
    end();
  }

  private void end() {
    LiveSockets.close(below != null ? below : inner());
  }

  /** An operation on the inner socket. */
  private interface Step<T> {
    T take() throws IOException;
  }

  /**
   * Runs {@code step}. If it fails after a gate has closed the connection, the refusal becomes the
   * cause. If it fails before the server has answered, and an identity gate has withheld a client
   * certificate that the server asked for, the failure says so.
   */
  private <T> T withRefusal(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException failed) {
      throw withRefusal(failed);
    }
  }

  private IOException withRefusal(IOException failed) {
    UntrustedConnectionException why = refusal;
    if (why == null) {
      return withWithheldIdentity(failed);
    }
    if (failed == why || failed.getCause() == why) {
      return failed;
    }
    // Don't throw the refusal itself: a client may retry this request on another connection.
    SocketException closed = new SocketException(String.valueOf(why.getMessage()));
    closed.initCause(why);
    closed.addSuppressed(failed);
    return closed;
  }

  /** Neither its type nor its message changes: clients decide by them whether to try again. */
  private IOException withWithheldIdentity(IOException failed) {
    boolean mayBeARefusal = failed instanceof SSLException || failed instanceof SocketException;
    WithheldIdentityException withheld =
        mayBeARefusal && !answered ? live.withheldOn(inner()) : null;
    if (withheld != null && !List.of(failed.getSuppressed()).contains(withheld)) {
      failed.addSuppressed(withheld);
    }
    return failed;
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
    return PeerAddresses.of(inner());
  }

  @Override
  public Finding.@Nullable Violated routeProblem() {
    return routeProblem;
  }

  @Override
  public @Nullable LastCheck lastCheck() {
    LastCheck latest = gate.handshakeCheckOf(inner());
    if (latest != null && !latest.equals(ofHandshake)) { // the first handshake, or a renegotiation
      ofHandshake = latest;
      lastCheck = latest;
    }
    return lastCheck;
  }

  @Override
  public void lastCheck(LastCheck found) {
    lastCheck = found;
  }

  @Override
  public boolean isOutdated() {
    return outdated;
  }

  @Override
  public void setOutdated(boolean isOutdated) {
    outdated = isOutdated;
  }

  /** As in JSSE: makes the handshake if needed, and returns an invalid session if it fails. */
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
    InputStream bytes = withRefusal(inner()::getInputStream);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return withRefusal(
            () -> {
              ready();
              int read = bytes.read(into, offset, length);
              if (read < 0 && refusal != null) {
                throw new SocketException("Socket closed");
              }
              if (read > 0) {
                answered = true;
              }
              return read;
            });
      }

      @Override
      public int available() throws IOException {
        return withRefusal(bytes::available);
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream bytes = withRefusal(inner()::getOutputStream);
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        boolean unusedWritten =
            withRefusal(
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
