package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections a name doesn't lead to any more. */
class LiveSocketsTest {
  private static final HostName HOST = HostName.parse("api.example.test");
  private static final HostName OTHER = HostName.parse("other.example.test");

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(HOST.ascii()).build()).build();
  private final LiveSockets live = new LiveSockets(TrustMeter.NONE);
  private ResumingServer server;
  private JudgedSocket socket;

  @BeforeEach
  void connect() throws Exception {
    server = new ResumingServer(internet.ca().server(HOST.ascii()), "TLSv1.3");
    socket = (JudgedSocket) trust.tls().socketFactory().createSocket(HOST.ascii(), server.port());
    socket.startHandshake();
    live.add(socket);
    assertThat(socket.host()).isEqualTo(HOST);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
    trust.close();
  }

  private static List<InetAddress> addresses(String text) throws IOException {
    return text == null ? List.of() : List.of(InetAddress.getByName(text));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.1.10, 127.0.1.10, false",
    "127.0.1.10, 127.0.1.11, true",
    "127.0.1.10,, true",
    ", 127.0.1.10, false",
    ",, true",
  })
  void invisiblePeerIsOutdatedOnlyIfTheNameHasNoAddresses(String peer, String led, boolean stray)
      throws IOException {
    InetAddress address = peer == null ? null : InetAddress.getByName(peer);

    assertThat(live.markOutdated(OTHER, List.of(), each -> address)).isFalse();
    assertThat(live.markOutdated(HOST, addresses(led), each -> address)).isEqualTo(stray);
    assertThat(live.outdated(HOST)).isEqualTo(stray ? List.of(socket) : List.of());
    assertThat(live.markOutdated(HOST, addresses(led), each -> address))
        .as("counted once")
        .isFalse();
  }

  @Test
  void closedConnectionIsNotOutdated() throws IOException {
    socket.close();

    assertThat(live.markOutdated(HOST, List.of(), each -> null)).isFalse();
    assertThat(live.outdated(HOST)).isEmpty();
  }
}
