package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that new policies end gives its user the reason. */
@Timeout(60)
class EndedConnectionsTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
    trust.close();
  }

  private static EndpointPolicy pinnedElsewhere() {
    return TestInternet.policyWithUnmatchedPins(HOST).build();
  }

  private static void refusedForItsPin(Throwable thrown) {
    assertThat(TrustRefusal.in(thrown))
        .as("%s", thrown)
        .map(TrustRefusal::reason)
        .contains(Reason.PIN_NOT_IN_PATH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void pendingReadAndLaterWritesFailWithTheReason(String version) throws Exception {
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), version);
        SSLSocket socket =
            (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
      CountDownLatch begun = new CountDownLatch(1);
      Future<Throwable> reading =
          threads.submit(
              () -> {
                begun.countDown();
                return catchThrowable(() -> socket.getInputStream().read());
              });
      begun.await(); // whether it waits in the read by now or begins it later: the same reason

      trust.replacePolicies(pinnedElsewhere());

      refusedForItsPin(reading.get());
      Throwable written = catchThrowable(() -> socket.getOutputStream().write('G'));
      refusedForItsPin(written);
      assertThat(written)
          .as("a client may try the request again on another connection")
          .isInstanceOf(SocketException.class);
      assertThat(socket.isClosed()).isTrue();
      assertThat(server.requests()).isZero();
    }
  }

  /** A connection that does something once, when the certificate was judged. */
  private static final class Interrupted extends KnownSocket {
    private final Runnable meanwhile;
    private SSLSocket above;
    private boolean isDone;

    Interrupted(int port, Runnable meanwhile) throws IOException {
      super(Proxy.NO_PROXY, false);
      connect(new InetSocketAddress("127.0.1.10", port));
      this.meanwhile = meanwhile;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          if (!isDone && Evidence.of(above.getHandshakeSession()).isPresent()) {
            isDone = true;
            meanwhile.run();
          }
          out.write(bytes, offset, length);
        }
      };
    }
  }

  private SSLSocket interrupted(int port, EndpointPolicy by) throws IOException {
    Interrupted below = new Interrupted(port, () -> trust.replacePolicies(by));
    below.above = (SSLSocket) trust.tls().socketFactory().createSocket(below, HOST, port, true);
    return below.above;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void pendingHandshakeFailsWithTheReason(String version) throws Exception {
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), version);
        SSLSocket socket = interrupted(server.port(), pinnedElsewhere())) {
      refusedForItsPin(catchThrowable(socket::startHandshake));
      refusedForItsPin(catchThrowable(() -> socket.getOutputStream().write('G')));
      assertThat(server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void pendingHandshakeContinuesUnderPoliciesThatAllowIt(String version) throws Exception {
    EndpointPolicy next = TestInternet.policy(HOST).credentials("x-new").build();
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), version);
        SSLSocket socket = interrupted(server.port(), next)) {
      socket.startHandshake();

      assertThat(Evidence.of(socket.getSession()).orElseThrow().policyFingerprint())
          .isEqualTo(next.fingerprint());
    }
  }

  /** One request is refused on a connection that another one shares. */
  @Test
  void refusalOfOneRequestIsTheCauseForOthersOnItsConnection() throws Exception {
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), "TLSv1.3");
        SSLSocket socket =
            (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
      Throwable refused =
          catchThrowable(
              () ->
                  trust.requestGate().checkConnection("other.example.test", server.port(), socket));

      assertThat(TrustRefusal.in(refused).map(TrustRefusal::reason))
          .contains(Reason.GATE_OTHER_HOST);
      assertThat(
              TrustRefusal.in(catchThrowable(() -> socket.getOutputStream().write('G')))
                  .map(TrustRefusal::reason))
          .contains(Reason.GATE_OTHER_HOST);
    }
  }
}
