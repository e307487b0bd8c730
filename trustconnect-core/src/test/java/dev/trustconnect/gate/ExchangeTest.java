package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection of a call must be one to the host of the request that was checked last. */
class ExchangeTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final TrustConnect trust =
      internet
          .trust()
          .policies(TestInternet.policy(HOST).build(), TestInternet.policy(OTHER).build())
          .build();
  private final Exchange call = trust.requestGate().begin(HOST, peer.port());
  private SSLSocket socket;

  @BeforeEach
  void connect() throws IOException {
    socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port());
    socket.startHandshake();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    trust.close();
    peer.close();
  }

  private void goesTo(String host, int port) throws UntrustedConnectionException {
    Set<String> stripped =
        call.check(names -> new Outgoing(host, port, true, false, true, Map.of(), Map.of()));
    assertThat(stripped).isEmpty();
  }

  private UntrustedConnectionException refusal(@Nullable SSLSession session) {
    Throwable thrown = catchThrowable(() -> call.connection(session));
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    return (UntrustedConnectionException) thrown;
  }

  @Test
  void connectionToTheHostOfTheCallIsAllowed() throws Exception {
    Evidence evidence = Evidence.of(socket.getSession()).orElseThrow();

    assertThat(call.connection(socket.getSession())).isSameAs(evidence);
    goesTo(HOST, peer.port());
    assertThat(call.connection(socket.getSession())).isSameAs(evidence);
  }

  /** After a redirect to another host, the connection to the first one isn't enough. */
  @Test
  void connectionToAHostThatTheCallHasLeftIsRefused() throws Exception {
    goesTo(OTHER, 8443);

    UntrustedConnectionException refused = refusal(socket.getSession());
    assertThat(refused.reason()).isEqualTo(Reason.GATE_OTHER_HOST);
    assertThat(refused.refused()).isEqualTo(OTHER + ":8443");

    goesTo(HOST, peer.port());
    assertThat(call.connection(socket.getSession()).host().ascii()).isEqualTo(HOST);
  }

  @Test
  void requestWithoutAConnectionOfTlsIsRefused() {
    UntrustedConnectionException refused = refusal(null);

    assertThat(refused.reason()).isEqualTo(Reason.GATE_NO_EVIDENCE);
    assertThat(refused.refused()).isEqualTo(HOST + ":" + peer.port());
  }
}
