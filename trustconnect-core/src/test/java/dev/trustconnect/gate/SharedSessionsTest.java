package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are given one {@code SSLContext} resume each other's sessions. */
class SharedSessionsTest {
  private static final String HOST = "api.example.test";
  private static final int QUARTER_OF_AN_HOUR_SECONDS = 900;

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer =
      TlsPeer.builder(internet.ca().server(HOST)).protocols("TLSv1.3").start();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST).build()).build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
  }

  /** A connection of one more client of the context, which asked and got an answer. */
  private SSLSocket answered() throws IOException {
    Socket plain = DirectSockets.to(peer);
    SSLSocket tls =
        (SSLSocket)
            trust.tls().context().getSocketFactory().createSocket(plain, HOST, peer.port(), true);
    tls.startHandshake();
    tls.getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(tls.getInputStream().read()).isEqualTo('H'); // the ticket has come too
    return tls;
  }

  @Test
  void sessionIsResumedWhileItsPoliciesAreInForce() throws IOException {
    try (SSLSocket first = answered();
        SSLSocket second = answered()) {
      assertThat(second.getSession().getCreationTime())
          .isEqualTo(first.getSession().getCreationTime());
    }
  }

  @Test
  void sessionIsNotResumedPastThePinsOfNewPolicies() throws IOException {
    SSLSocket before = answered();
    before.close();

    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());

    assertThat(TrustRefusal.in(catchThrowable(this::answered)))
        .map(TrustRefusal::reason)
        .contains(Reason.PIN_NOT_IN_PATH);
    assertThat(peer.requests()).hasSize(1);
  }

  /** A resumed session isn't shown to a trust manager, so it doesn't live for JSSE's day. */
  @Test
  void sessionsAreForgottenAfterAQuarterOfAnHour() throws IOException {
    assertThat(trust.tls().context().getClientSessionContext().getSessionTimeout())
        .isEqualTo(QUARTER_OF_AN_HOUR_SECONDS);
    try (SSLSocket bound =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      bound.startHandshake();
      assertThat(bound.getSession().getSessionContext().getSessionTimeout())
          .isEqualTo(QUARTER_OF_AN_HOUR_SECONDS);
    }
  }
}
