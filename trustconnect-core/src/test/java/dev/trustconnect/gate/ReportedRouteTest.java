package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A socket that seems to be connected to the right address and isn't, as behind a SOCKS proxy that
 * the JVM chose, under a policy that only reports that its route isn't known.
 */
@Timeout(120)
class ReportedRouteTest {
  private static final String HOST = "api.example.test";
  private static final String PROVEN = "127.0.1.10";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity ours = TestCa.create("Corp").client("payments.example.test");

  @AfterEach
  void close() {
    internet.close();
  }

  /** Reports another peer than it has. */
  private static final class Misled extends Socket {
    private Misled(AskingPeer to) throws IOException {
      super(to.address(), to.port());
    }

    @Override
    public InetAddress getInetAddress() {
      return super.getInetAddress() == null ? null : proven();
    }

    private static InetAddress proven() {
      try {
        return InetAddress.getByName(PROVEN);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Evidence call(TrustConnect trust, Socket over, AskingPeer server)
      throws IOException {
    try (SSLSocket tls =
        (SSLSocket) trust.tls().socketFactory().createSocket(over, HOST, server.port(), true)) {
      tls.startHandshake();
      return Evidence.of(tls.getSession()).orElseThrow();
    }
  }

  @Test
  void unknownRouteThatIsOnlyReportedReleasesNoCertificate() throws IOException {
    TestCa.Identity misissued = internet.ca().server(HOST);
    try (AskingPeer rogue = AskingPeer.builder(misissued).address("127.0.1.66").start();
        AskingPeer twin = AskingPeer.builder(misissued).address(PROVEN).start();
        TrustConnect trust =
            internet
                .trust()
                .identity("payments", Identities.of(ours.asClient()))
                .policy(TestInternet.policy(HOST).reportOnly().identity("payments").build())
                .build()) {
      Evidence evidence = call(trust, new Misled(rogue), rogue);
      Socket known = trust.tls().plainSockets().createSocket(HOST, twin.port());
      Evidence ofTwin = call(trust, known, twin);

      assertThat(rogue.harvest()).isEmpty();
      assertThat(evidence.reported()).containsExactly(Reason.GATE_SOCKET_NOT_OURS);
      assertThat(evidence.finding(Check.IDENTITY))
          .get()
          .isInstanceOfSatisfying(
              Finding.NotEvaluated.class,
              open -> assertThat(open.reason()).isEqualTo(Reason.GATE_SOCKET_NOT_OURS));
      assertThat(twin.harvest()).containsExactly(ours.certificate());
      assertThat(ofTwin.reported()).isEmpty();
    }
  }
}
