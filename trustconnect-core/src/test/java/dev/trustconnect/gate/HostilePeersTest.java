package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that burn a client's time, never finish a handshake, or change who they are. The time limit
 * is a net for what never ends.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeersTest {
  private static final String HOST = "api.example.test";
  private static final String TWIN = "twin.example.test"; // at the same address
  private static final String OTHER = "other.example.test";
  private static final int SOON_MILLIS = 200;

  private final TestInternet internet = TestInternet.usual();
  private final TestCa ca = internet.ca();

  private TrustConnect trust(EndpointPolicy... policies) {
    TrustConnect.Builder builder = internet.trust();
    for (EndpointPolicy policy : policies) {
      builder.policy(policy);
    }
    return builder.build();
  }

  private static EndpointPolicy open(String host) {
    return TestInternet.policy(host).build();
  }

  private static EndpointPolicy pinned(String host, TestCa.Identity identity) {
    return TestInternet.policy(host)
        .pins(
            SpkiPin.of(identity.certificate()),
            SpkiPin.parse("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
        .pinsExpire(LocalDate.parse("2030-01-01"))
        .build();
  }

  private static void refused(Reason reason, Throwable thrown) {
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  private static SSLSocket socket(TrustConnect trust, String host, int port, String version)
      throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  /** Asks for something and gets an answer, on a connection that stays open. */
  private static SSLSocket answered(TrustConnect trust, String host, int port, String version)
      throws IOException {
    SSLSocket socket = socket(trust, host, port, version);
    try {
      ask(socket);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
  }
}
